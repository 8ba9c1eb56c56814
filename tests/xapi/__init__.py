"""What record stores are told, and how."""
