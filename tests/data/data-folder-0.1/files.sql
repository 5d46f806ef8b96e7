BEGIN TRANSACTION;
CREATE TABLE files (id TEXT PRIMARY KEY, scope TEXT NOT NULL, path TEXT NOT NULL, UNIQUE (scope, path));
INSERT INTO "files" VALUES('60a93d283b6fe403','/srv/documents','book.xlsx');
COMMIT;
