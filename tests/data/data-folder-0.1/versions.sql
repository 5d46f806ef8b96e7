BEGIN TRANSACTION;
CREATE TABLE versions (
    key TEXT PRIMARY KEY, scope TEXT NOT NULL, path TEXT NOT NULL, number INTEGER NOT NULL,
    created REAL NOT NULL, bytes INTEGER NOT NULL, kept INTEGER NOT NULL, place TEXT, record TEXT NOT NULL
);
INSERT INTO "versions" VALUES('0123abcd-v1','/srv/documents','thesis.docx',1,1763799900.0,11,1,NULL,'{"key": "0123abcd-v1", "path": "thesis.docx", "number": 1, "created": 1763799900.0, "content": "v0", "size": 11, "filetype": "docx", "session": "", "previous": "", "user_id": "u1", "user_name": "Ann", "changes": [], "server_version": "", "changes_size": 0, "kept": "k1", "place": null}');
INSERT INTO "versions" VALUES('0123abcd-v2','/srv/documents','thesis.docx',2,1763800000.0,0,0,NULL,'{"key": "0123abcd-v2", "path": "thesis.docx", "number": 2, "created": 1763800000.0, "content": "v1", "size": 12, "filetype": "docx", "session": "0123abcd-111111111111111111111111", "previous": "0123abcd-v1", "user_id": "u2", "user_name": "Bob", "changes": [{"created": "2025-11-22 09:00:00", "user": {"id": "u2", "name": "Bob"}}], "server_version": "9.3.0", "changes_size": 0, "kept": "", "place": null}');
CREATE INDEX versions_by_path ON versions (scope, path);
COMMIT;
