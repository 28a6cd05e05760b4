package dev.hob.bundle;

/** Each thing that hob ever does to a file system. */
enum DiskStep {
  CREATE_FOLDER,
  CREATE_FILE,
  CREATE_FIFO,
  WRITE,
  TRUNCATE,
  FORCE_FILE,
  RENAME_TO_NEW,
  EXCHANGE,
  REPLACE,
  FORCE_FOLDER,
  DELETE_FILE,
  DELETE_FOLDER
}
