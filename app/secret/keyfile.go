package secret

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ReadKeyFile reads the keys of a file, one a line; lines with # are comments. The file must be readable by its owner only.
func ReadKeyFile(path string) ([]Key, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s can be read by others: run chmod 600 %s", path, path)
	}
	text, err := os.ReadFile(path) //nolint:gosec // the path comes from the program's own settings
	if err != nil {
		return nil, err
	}
	keys, err := ParseKeys(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return keys, nil
}

// KeyFile reads the keys of a file, and makes the file with one new key, mode 0600, when it isn't there. Of two processes
// that start together one makes it and both get the same key. Folders are made with mode 0700.
func KeyFile(path, comment string) (keys []Key, made bool, err error) {
	keys, err = ReadKeyFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return keys, false, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, false, err
	}
	made, err = writeOnce(path, []byte("# "+comment+"\n"+NewKey().Text()+"\n"))
	if err != nil {
		return nil, false, err
	}
	keys, err = ReadKeyFile(path)
	return keys, made, err
}

// writeOnce writes a file that nobody sees half-written, and only when it isn't there yet.
func writeOnce(path string, text []byte) (made bool, err error) {
	dir := filepath.Dir(path)
	tmp, err := os.CreateTemp(dir, ".key-*") // mode 0600
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, os.Remove(tmp.Name())) }()
	_, err = tmp.Write(text)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return false, err
	}
	err = os.Link(tmp.Name(), path)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, syncDir(dir)
}

// syncDir makes the file's name as durable as its content: a key that is lost with the power takes the database with it.
func syncDir(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // the folder of the key file
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
