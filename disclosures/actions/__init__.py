"""What people do at the disclosure desk. One module a noun, one function a thing done."""
