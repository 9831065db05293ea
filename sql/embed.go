// Package sql holds the text of the schema: forward-only migrations for goose, one file per noun and database, applied in the
// order of their numbers. Both folders have the same file names, and each pair makes the same tables and columns.
package sql

import "embed"

// Files holds sqlite/*.sql and mssql/*.sql.
//
//go:embed all:sqlite all:mssql
var Files embed.FS
