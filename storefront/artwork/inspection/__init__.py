"""What a file is: measured once, in a limited child process, and kept as typed facts."""
