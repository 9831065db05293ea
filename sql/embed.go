// Package sql holds the text of the schema: forward-only migrations for goose, applied in the order of their numbers, each of which
// is given once in both folders of a database, its own and `views`. Both databases have the same file names, and each pair
// makes the same tables, columns and views. A released program's next file has the highest number; until then one with a lower
// number may come late, and is applied all the same.
package sql

import (
	"embed"
	"errors"
	"io/fs"
	"slices"
	"strings"
)

// Files holds sqlite/*.sql and mssql/*.sql with their views, and the scripts of mssql/setup.
//
//go:embed all:sqlite all:mssql
var Files embed.FS

// Migrations are the files of a database, "sqlite" or "mssql", as one folder: those that make tables, and those in views that make
// what readers from outside see. A view changes by a later file, so that whoever was given the right to read it keeps it.
func Migrations(database string) (fs.FS, error) {
	tables, err := fs.Sub(Files, database)
	if err != nil {
		return nil, err
	}
	views, err := fs.Sub(tables, "views")
	return folder{tables, views}, err
}

// folder shows the files of several folders as those of one.
type folder []fs.FS

var _ fs.ReadDirFS = folder{}

// Open opens a file of any of the folders.
func (f folder) Open(name string) (fs.File, error) {
	for _, one := range f {
		file, err := one.Open(name)
		if !errors.Is(err, fs.ErrNotExist) {
			return file, err
		}
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadDir lists the files of all folders by name.
func (f folder) ReadDir(name string) ([]fs.DirEntry, error) {
	var all []fs.DirEntry
	for _, one := range f {
		entries, err := fs.ReadDir(one, name)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if !e.IsDir() {
				all = append(all, e)
			}
		}
	}
	slices.SortFunc(all, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return all, nil
}
