"""Checks of a quarter: draws that are kept, the records of those drawn, and what stands for the whole quarter."""
