package audit

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// Difference is one line of what a record changed. An empty Old was nothing before, an empty New is nothing any more; both can't be.
type Difference struct {
	Field    string // of JSON: its name, with those above it; empty of plain words
	Old, New string
}

// Differences compares the old and the new value of a record: JSON objects field by field, where only those are told that differ, anything
// else as a whole.
func (r Record) Differences() []Difference {
	was, wasJSON := fieldsOf(r.Old)
	now, nowJSON := fieldsOf(r.New)
	if (!wasJSON && r.Old != "") || (!nowJSON && r.New != "") || (!wasJSON && !nowJSON) {
		if r.Old == r.New {
			return nil
		}
		return []Difference{{Old: r.Old, New: r.New}}
	}
	names := slices.Collect(maps.Keys(was))
	for name := range now {
		if _, there := was[name]; !there {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var list []Difference
	for _, name := range names {
		if was[name] != now[name] {
			list = append(list, Difference{Field: name, Old: was[name], New: now[name]})
		}
	}
	return list
}

// deepest is how far into JSON a difference looks; what is further in is told as JSON.
const deepest = 4

// fieldsOf flattens a JSON object: {"a":{"b":1}} is "a › b": "1". ok is false for anything else.
func fieldsOf(text string) (map[string]string, bool) {
	if !strings.HasPrefix(text, "{") {
		return nil, false
	}
	fields := map[string]string{}
	if !flatten(fields, "", []byte(text), 0) {
		return nil, false
	}
	return fields, true
}

func flatten(into map[string]string, under string, raw []byte, depth int) bool {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil || object == nil {
		return false
	}
	for name, value := range object {
		if under != "" {
			name = under + " › " + name
		}
		if bytes.HasPrefix(value, []byte("{")) && depth < deepest && flatten(into, name, value, depth+1) {
			continue
		}
		var words string
		if json.Unmarshal(value, &words) != nil || string(value) == "null" {
			words = string(value)
		}
		into[name] = words
	}
	return true
}
