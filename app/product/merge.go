package product

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Clash is a place at which two people's contents differ. Places are those of Version.Check: "texts.ru.lead", "tariffs.0.cells.3.rate".
// A list that is longer in one of the contents is one place. The values are JSON; none is empty.
type Clash struct {
	Place                  string
	Mine, Theirs, Original string
}

// Side tells whose value a place should have when nobody says otherwise: of whoever alone changed it; "" when both did.
func (c Clash) Side() string {
	switch c.Original {
	case c.Theirs:
		return "mine"
	case c.Mine:
		return "theirs"
	}
	return ""
}

// Clashes lists where mine and theirs differ, both made of original, in the order of the content.
func Clashes(mine, theirs, original Content) []Clash {
	var list []Clash
	compare("", tree(mine), tree(theirs), tree(original), func(c Clash) { list = append(list, c) })
	return list
}

// tree is a content as JSON sees it, with empty lists as none.
func tree(c Content) any {
	text, _ := json.Marshal(c) // of strings and numbers only
	return parsed(text)
}

func parsed(text []byte) (v any) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return nil
	}
	return pruned(v)
}

// compare tells of each place at which a and b differ. c is what both were made of.
func compare(place string, a, b, c any, tell func(Clash)) {
	if reflect.DeepEqual(a, b) {
		return
	}
	if keys, ok := keysOf(a, b); ok {
		from, _ := c.(map[string]any)
		for _, key := range keys {
			compare(join(place, key), a.(map[string]any)[key], b.(map[string]any)[key], from[key], tell)
		}
		return
	}
	listA, okA := a.([]any)
	listB, okB := b.([]any)
	if okA && okB && len(listA) == len(listB) && alike(listA, listB) {
		from, _ := c.([]any)
		for i := range listA {
			var was any
			if len(from) == len(listA) {
				was = from[i]
			}
			compare(join(place, strconv.Itoa(i)), listA[i], listB[i], was, tell)
		}
		return
	}
	tell(Clash{Place: place, Mine: written(a), Theirs: written(b), Original: written(c)})
}

// alike tells whether two lists hold records: those are compared one by one, a list of words is one value.
func alike(a, b []any) bool {
	for i := range a {
		_, okA := a[i].(map[string]any)
		_, okB := b[i].(map[string]any)
		if !okA || !okB {
			return false
		}
	}
	return true
}

// order is how the parts of a content stand on screens; the others follow by their names.
var order = []string{"texts", "name", "lead", "attributes", "tariffs", "currency", "cells", "rules", "form", "papers"}

// keysOf are the keys of two records, in the order of screens; ok is false when one of them is none.
func keysOf(a, b any) (keys []string, ok bool) {
	recordA, okA := a.(map[string]any)
	recordB, okB := b.(map[string]any)
	if !okA || !okB {
		return nil, false
	}
	for _, record := range []map[string]any{recordA, recordB} {
		for key := range record {
			if !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	rank := func(key string) int {
		if i := slices.Index(order, key); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortFunc(keys, func(x, y string) int {
		if d := rank(x) - rank(y); d != 0 {
			return d
		}
		return strings.Compare(x, y)
	})
	return keys, true
}

func join(place, part string) string {
	if place == "" {
		return part
	}
	return place + "." + part
}

func written(v any) string {
	if v == nil {
		return ""
	}
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}

var errPlace = errors.New("no such place in a content")

// With is the content with other values at places, each as a Clash has it. An error says that a place or a value fits no content.
func (c Content) With(values map[string]string) (Content, error) {
	root := tree(c)
	for place, value := range values {
		var v any
		if value != "" {
			if !json.Valid([]byte(value)) {
				return c, errPlace
			}
			v = parsed([]byte(value)) // none for an empty list
		}
		if err := put(root, strings.Split(place, "."), v); err != nil {
			return c, err
		}
	}
	text, err := json.Marshal(root)
	if err != nil {
		return c, err
	}
	var out Content
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&out); err != nil {
		return c, err
	}
	return out, nil
}

// put sets a value in a tree; the record or list that it stands in must be there.
func put(at any, path []string, v any) error {
	for ; len(path) > 1; path = path[1:] {
		switch node := at.(type) {
		case map[string]any:
			if node[path[0]] == nil {
				node[path[0]] = map[string]any{}
			}
			at = node[path[0]]
		case []any:
			i, err := strconv.Atoi(path[0])
			if err != nil || i < 0 || i >= len(node) {
				return errPlace
			}
			at = node[i]
		default:
			return errPlace
		}
	}
	switch node := at.(type) {
	case map[string]any:
		if v == nil {
			delete(node, path[0])
			return nil
		}
		node[path[0]] = v
	case []any:
		i, err := strconv.Atoi(path[0])
		if err != nil || i < 0 || i >= len(node) || v == nil {
			return errPlace
		}
		node[i] = v
	default:
		return errPlace
	}
	return nil
}
