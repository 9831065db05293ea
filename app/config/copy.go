package config

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"telemark/app/secret"
)

// Side is one of the two databases of a copy.
type Side struct {
	Database
	Key  secret.Key // of an embedded one
	Made string     // the key file that was made for a new one
}

// Copy reads what the two ends of a copy are. Each is a URL as in DATABASE_URL, or @ and the path of a file that holds it,
// because other people on the machine can read a command line. keyFiles name the files with the keys of embedded ones; without
// one it is DATABASE_KEY for the database of DATABASE_URL, and the key file beside it for any other. The target's is made
// when neither it nor the target is there. The error is a LoadError that names the flags.
func Copy(from, to string, fromKey, toKey string) (source, target Side, err error) {
	return copyOf(os.Environ(), from, to, fromKey, toKey)
}

func copyOf(environ []string, from, to, fromKey, toKey string) (source, target Side, err error) {
	r := &reader{}
	v := r.variables(environ)
	own := (&reader{}).database("", v.DatabaseURL)
	source = r.side("--from", from, fromKey, own, v)
	target = r.side("--to", to, toKey, own, v)
	if source.Embedded() && same(source.File, target.File) {
		r.wrong("--to", "is the database of --from")
	}
	if source.Embedded() && !there(source.File) {
		r.wrong("--from", "there is no file "+source.File)
	}
	if len(r.mistakes) > 0 {
		return Side{}, Side{}, r.mistakes
	}
	if target.Embedded() && !target.Key.Known() {
		path := target.File + DatabaseKeySuffix
		keys, _, err := secret.KeyFile(path, "DATABASE_KEY: opens the database file: without it the data is lost")
		if err != nil {
			return Side{}, Side{}, err
		}
		target.Key, target.Made = keys[0], path
	}
	return source, target, nil
}

// side reads one end. A server must be reached by a verified, encrypted connection, whatever the environment says.
func (r *reader) side(flag, text, keyFile string, own Database, v variables) (s Side) {
	if path, ok := strings.CutPrefix(text, "@"); ok {
		raw, err := os.ReadFile(path) //nolint:gosec // the path comes from the command line
		if err != nil {
			r.wrong(flag, "can't be read: "+cause(err))
			return s
		}
		text = strings.TrimSpace(string(raw))
	}
	before := len(r.mistakes)
	s.Database = r.database(flag, text)
	if !s.Embedded() {
		if keyFile != "" && len(r.mistakes) == before {
			r.wrong(flag+"-key-file", "is for an embedded database only")
		}
		return s
	}
	switch {
	case keyFile != "":
		s.Key = r.one(flag+"-key-file", keyFile)
	case v.DatabaseKey != "" && own.Embedded() && same(own.File, s.File):
		keys := r.parseKeys("DATABASE_KEY", v.DatabaseKey)
		if len(keys) == 1 {
			s.Key = keys[0]
		} else if len(keys) > 1 {
			r.wrong("DATABASE_KEY", "must be one key")
		}
	case there(s.File + DatabaseKeySuffix):
		s.Key = r.one(flag, s.File+DatabaseKeySuffix)
	case there(s.File):
		r.wrong(flag, "the key file "+s.File+DatabaseKeySuffix+" isn't there: name the one that opens the database with "+flag+"-key-file")
	}
	return s
}

// one reads a file with one key.
func (r *reader) one(name, path string) secret.Key {
	keys, err := secret.ReadKeyFile(path)
	switch {
	case err != nil:
		r.wrong(name, err.Error())
	case len(keys) > 1:
		r.wrong(name, path+" must hold one key")
	default:
		return keys[0]
	}
	return secret.Key{}
}

// same tells whether two paths lead to one file. Of files that are not there it compares the names.
func same(a, b string) bool {
	if a == b {
		return true
	}
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	two, err := os.Stat(b)
	return err == nil && os.SameFile(one, two)
}

func there(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
