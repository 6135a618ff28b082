"""The page 年度考核 and the lists it opens."""
