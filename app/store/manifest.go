package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"regexp"
	"time"

	"telemark/app"
)

// Manifest is what a backup says about itself to anybody, with or without the key: `tail -n 2 FILE` shows it.
//
// A backup is one file of three parts:
//
//	the database, encrypted by Adiantum under DATABASE_KEY; Bytes long
//	"\ntelemark backup 1 " and this struct as JSON, "\n"
//	the signature, "\n"
//
// 1 is the version of the format. The signature is the HMAC-SHA-256 of everything before it, as base64url (43 characters),
// under a key derived from DATABASE_KEY for this purpose alone. Adiantum by itself notices no change; the signature notices
// each, to the manifest too. It doesn't tell an older backup from a newer one: look at Made. Who has two backups, or one and
// the database, sees which pages are the same in both, and not what is in them.
type Manifest struct {
	Made        time.Time `json:"made"`
	Schema      int       `json:"schema"`       // number of the last migration in it
	DatabaseKey string    `json:"database_key"` // id of the key that opens it
	ColumnKeys  []string  `json:"column_keys"`  // ids of the keys that open its sealed columns
	Bytes       int64     `json:"bytes"`        // of the encrypted database
}

const (
	backupStart   = "telemark backup "
	backupFormat  = "1"
	backupPurpose = "backup"
	signatureSize = 43       // characters
	manifestMost  = 64 << 10 // bytes; the longest manifest that is looked for
)

// Why a backup is refused.
var (
	ErrNoBackup      = app.Fail(app.Invalid, app.T("store.backup_none"))    // something else, or its end is missing
	ErrBackupChanged = app.Fail(app.Invalid, app.T("store.backup_changed")) // its signature doesn't fit
	ErrBackupAhead   = app.Fail(app.Invalid, app.T("store.backup_ahead"))   // made by a newer program
)

func (m Manifest) line() ([]byte, error) {
	text, err := json.Marshal(m)
	if err == nil && len(text) > manifestMost/2 {
		err = errors.New("a backup can't name that many keys")
	}
	return []byte("\n" + backupStart + backupFormat + " " + string(text) + "\n"), err
}

// keyID is what the id of a key looks like; anything else is not repeated on a terminal.
var keyID = regexp.MustCompile(`^[0-9a-f]{8}$`)

// ReadManifest reads what a backup says about itself. Without the key nobody knows whether it is true.
func ReadManifest(file string) (Manifest, error) {
	f, err := os.Open(file) //nolint:gosec // the path comes from the command line
	if err != nil {
		return Manifest{}, err
	}
	defer func() { _ = f.Close() }()
	e, err := readEnding(f)
	return e.Manifest, err
}

// ending is what stands behind the database in a backup.
type ending struct {
	Manifest
	line      []byte // as it stands there
	signature string
}

func readEnding(f *os.File) (e ending, err error) {
	info, err := f.Stat()
	if err != nil {
		return e, err
	}
	if !info.Mode().IsRegular() {
		return e, ErrNoBackup
	}
	end := make([]byte, min(info.Size(), manifestMost))
	if _, err := f.ReadAt(end, info.Size()-int64(len(end))); err != nil && !errors.Is(err, io.EOF) {
		return e, err
	}
	return parseEnding(end, info.Size())
}

// parseEnding reads the last bytes of a file of some size.
func parseEnding(end []byte, size int64) (e ending, err error) {
	text, ok := bytes.CutSuffix(end, []byte("\n"))
	signed := len(text) - signatureSize
	if !ok || signed < 1 || text[signed-1] != '\n' {
		return e, ErrNoBackup
	}
	start := bytes.LastIndexByte(text[:signed-1], '\n')
	if start < 0 {
		return e, ErrNoBackup
	}
	e.line, e.signature = text[start:signed], string(text[signed:])
	said, ok := bytes.CutPrefix(e.line[1:], []byte(backupStart))
	if !ok {
		return e, ErrNoBackup
	}
	format, js, _ := bytes.Cut(said, []byte(" "))
	if string(format) != backupFormat {
		return e, ErrBackupAhead
	}
	if json.Unmarshal(js, &e.Manifest) != nil || e.Bytes != size-int64(len(end)-start) || !keyID.MatchString(e.DatabaseKey) {
		return e, ErrBackupChanged
	}
	return e, nil
}
