package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"telemark/app/secret"
)

// keyFile is a file with keys beside the embedded database, with the line that explains it.
type keyFile struct{ path, comment string }

// The names of the key files: that of the database file with these behind.
const (
	DatabaseKeySuffix = ".key"
	ColumnKeysSuffix  = ".column-keys"
	SessionKeysSuffix = ".session-keys"
	PushKeysSuffix    = ".push-keys"
)

// keys reads the keys from the environment, or from the files beside the embedded database. Those that aren't there are
// left to MakeKeys, but not when the data that they open is there already: a new key would hide the loss.
func (r *reader) keys(c *Config, v variables) {
	var database []secret.Key
	file := c.Database.File
	c.DatabaseKeyGiven = v.DatabaseKey != ""
	sets := []struct {
		name, text, suffix, comment string
		to                          *[]secret.Key
		opens                       bool // data that is there
		server                      bool // must be given with SQL Server
	}{
		{"DATABASE_KEY", v.DatabaseKey, DatabaseKeySuffix, "opens the database file: without it the data is lost", &database, true, false},
		{"COLUMN_KEYS", v.ColumnKeys, ColumnKeysSuffix, "open sealed columns; the first seals", &c.ColumnKeys, true, true},
		{"SESSION_KEYS", v.SessionKeys, SessionKeysSuffix, "sign cookies; the first signs", &c.SessionKeys, false, true},
		{"PUSH_KEYS", v.PushKeys, PushKeysSuffix, "sign web pushes: with another key browsers subscribe anew", &c.PushKeys, false, false},
	}
	for _, s := range sets {
		switch {
		case s.text != "":
			*s.to = r.parseKeys(s.name, s.text)
		case file != "":
			*s.to = r.keyFile(c, s.name, keyFile{file + s.suffix, s.name + ": " + s.comment}, s.opens)
		case s.server && c.Database.URL != "":
			r.wrong(s.name, "must be set when DATABASE_URL is a SQL Server")
		}
	}
	if len(database) > 1 {
		r.wrong("DATABASE_KEY", "must be one key")
	}
	if len(database) > 0 && file != "" {
		c.DatabaseKey = database[0]
	}
}

func (r *reader) parseKeys(name, text string) []secret.Key {
	keys, err := secret.ParseKeys(text)
	if err != nil {
		r.wrong(name, err.Error())
	}
	return keys
}

func (r *reader) keyFile(c *Config, name string, f keyFile, opens bool) []secret.Key {
	keys, err := secret.ReadKeyFile(f.path)
	if err == nil {
		return keys
	}
	if !errors.Is(err, fs.ErrNotExist) {
		r.wrong(name, err.Error())
		return nil
	}
	if _, err := os.Stat(c.Database.File); err == nil && opens {
		r.wrong(name, fmt.Sprintf("must be set: %s exists, but its key file %s doesn't", c.Database.File, f.path))
		return nil
	}
	c.missing = append(c.missing, f)
	return nil
}

// MakeKeys makes the key files that were not there, mode 0600, and returns their paths. To be called before the embedded
// database is opened.
func (c *Config) MakeKeys() (made []string, err error) {
	for _, f := range c.missing {
		keys, fresh, err := secret.KeyFile(f.path, f.comment)
		if err != nil {
			return made, err
		}
		if fresh {
			made = append(made, f.path)
		}
		switch f.path {
		case c.Database.File + DatabaseKeySuffix:
			c.DatabaseKey = keys[0]
		case c.Database.File + ColumnKeysSuffix:
			c.ColumnKeys = keys
		case c.Database.File + SessionKeysSuffix:
			c.SessionKeys = keys
		case c.Database.File + PushKeysSuffix:
			c.PushKeys = keys
		}
	}
	c.missing = nil
	return made, nil
}
