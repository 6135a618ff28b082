"""签到表: sheets with signed QR codes, and the codes read back."""
