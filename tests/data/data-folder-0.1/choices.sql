BEGIN TRANSACTION;
CREATE TABLE choices (
    scope TEXT NOT NULL, path TEXT NOT NULL, how TEXT NOT NULL, copy TEXT NOT NULL, PRIMARY KEY (scope, path)
);
INSERT INTO "choices" VALUES('/srv/documents','letter.odt','copy','letter.docx');
COMMIT;
