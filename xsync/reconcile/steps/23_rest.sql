-- The documents that go through the rules one by one.
SELECT * EXCLUDE (lives) FROM taken
WHERE lives
