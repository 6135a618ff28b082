"""One folder per business area, the same file names in each, a lower one never knowing a higher one."""
