"""Payload to sealed entry: chain, Merkle tree, tiles, checkpoints, proofs and the verifier."""
