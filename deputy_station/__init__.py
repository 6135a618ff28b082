"""代表之家工作台: the desk program of China's township deputy liaison stations."""

__version__ = "0.7.0"
