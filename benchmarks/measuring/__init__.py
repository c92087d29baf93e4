"""What the benchmarks of speed share: sides in turn, passes in processes of their own, the machine they ran on."""
