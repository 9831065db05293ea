// Package partials holds the pages and fragments that people see and the texts on them: a folder per audience, `layout` for the
// frame around all pages, `room` for what both sides of a talk share, `locale` for the words. Templates know no rule; their dot
// is a view that embeds web.Shell.
package partials

import "embed"

// FS is the templates, named by their path without ".html", and the texts: an area's in
// "locale/client.en.toml" and "locale/client.ru.toml". Plurals are chosen by Count.
//
//go:embed */*.html locale/*.toml
var FS embed.FS
