-- A second checksum, where an agent is told to compute it: 64 lower-case hexadecimal digits. Of a file whose content
-- changed the old one is forgotten with the Adler-32 it belonged to.

ALTER TABLE file
  ADD COLUMN sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER adler32;

ALTER TABLE replica
  ADD COLUMN sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER adler32;
