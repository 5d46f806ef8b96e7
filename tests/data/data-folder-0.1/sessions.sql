BEGIN TRANSACTION;
CREATE TABLE results (
    key TEXT NOT NULL REFERENCES sessions (key) ON DELETE CASCADE, result TEXT NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (key, result)
);
INSERT INTO "results" VALUES('0123abcd-111111111111111111111111','first',1763800060.0);
CREATE TABLE sessions (
    key TEXT PRIMARY KEY, scope TEXT NOT NULL, path TEXT NOT NULL, state TEXT NOT NULL, opened_at REAL NOT NULL,
    record TEXT NOT NULL
);
INSERT INTO "sessions" VALUES('0123abcd-111111111111111111111111','/srv/documents','thesis.docx','editing',1763800000.0,'{"key": "0123abcd-111111111111111111111111", "path": "thesis.docx", "version": "v1", "opened_at": 1763800000.0, "state": "editing", "users": ["u1"], "names": {"u1": "Ann"}, "stored_version": "v2", "stored_at": 1763800060.0, "copy_path": null, "contested": false, "told": true, "failure": null, "lastsave": "2025-11-22T09:00:00Z", "replaced": false, "rescued": [], "draft": null, "given_up_at": null}');
INSERT INTO "sessions" VALUES('0123abcd-222222222222222222222222','/srv/documents','closed.xlsx','open',1763800000.0,'{"key": "0123abcd-222222222222222222222222", "path": "closed.xlsx", "version": "v1", "opened_at": 1763800000.0, "state": "open", "users": [], "names": {}, "stored_version": null, "stored_at": null, "copy_path": "closed (edited 2025-11-22).xlsx", "contested": false, "told": false, "failure": null, "lastsave": "", "replaced": false, "rescued": [], "draft": null, "given_up_at": null}');
CREATE INDEX sessions_by_path ON sessions (scope, path);
CREATE UNIQUE INDEX one_open_session ON sessions (scope, path) WHERE state != 'closed';
COMMIT;
