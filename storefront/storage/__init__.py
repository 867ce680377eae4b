"""The files of the shop: a folder or a bucket that all its machines share."""
