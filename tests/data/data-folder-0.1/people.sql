BEGIN TRANSACTION;
CREATE TABLE mentions (
    number INTEGER PRIMARY KEY, recipient TEXT NOT NULL, path TEXT NOT NULL, record TEXT NOT NULL
);
INSERT INTO "mentions" VALUES(1,'u1','thesis.docx','{"path": "thesis.docx", "sender": "Bob", "message": "Look here", "action": null, "at": "2025-11-22T09:00:00Z"}');
CREATE TABLE people (id TEXT PRIMARY KEY, username TEXT NOT NULL, record TEXT NOT NULL);
INSERT INTO "people" VALUES('u1','ann','{"name": "Ann", "image": ""}');
CREATE INDEX mentions_by_recipient ON mentions (recipient);
COMMIT;
