package signon

import (
	"fmt"
	"strings"

	"telemark/app"
)

// Grant is what a group of the provider is trusted with here.
type Grant struct {
	Role   app.Role // Operator or Manager
	Duties app.Duties
}

// Mapping says what each group is trusted with, by the group's name exactly as the provider spells it.
type Mapping map[string]Grant

// maxMapping bounds the text of a mapping, in bytes.
const maxMapping = 64 << 10

// ParseMapping reads OIDC_ROLES: "operators=operator;managers=manager:author,approver". A group's name may hold anything but ";", as the
// name that a directory gives it; a manager has the duties behind the colon, at least one. The error says what should be where, and is one line.
func ParseMapping(text string) (Mapping, error) {
	if len(text) > maxMapping {
		return nil, fmt.Errorf("must be shorter than %d bytes", maxMapping)
	}
	m := Mapping{}
	for part := range strings.SplitSeq(text, ";") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		at := strings.LastIndex(part, "=")
		group := strings.TrimSpace(part[:max(0, at)])
		if group == "" {
			return nil, fmt.Errorf("must be groups as GROUP=ROLE or GROUP=manager:DUTY,DUTY with ; between them, not %q", part)
		}
		if _, twice := m[group]; twice {
			return nil, fmt.Errorf("names the group %q twice", group)
		}
		g, err := parseGrant(part[at+1:])
		if err != nil {
			return nil, fmt.Errorf("group %q: %w", group, err)
		}
		m[group] = g
	}
	if len(m) == 0 {
		return nil, fmt.Errorf("must name at least one group")
	}
	return m, nil
}

func parseGrant(text string) (g Grant, err error) {
	role, duties, colon := strings.Cut(text, ":")
	g.Role = app.Role(strings.TrimSpace(role))
	switch {
	case !g.Role.Staff():
		return g, fmt.Errorf("the role must be operator or manager, not %q", role)
	case g.Role == app.Operator && colon:
		return g, fmt.Errorf("an operator has no duties")
	case g.Role == app.Operator:
		return g, nil
	}
	for word := range strings.SplitSeq(duties, ",") {
		one, ok := app.ParseDuties(word)
		if !ok || len(one.List()) != 1 {
			return g, fmt.Errorf("%q is not a duty: they are %s", strings.TrimSpace(word), strings.ReplaceAll(app.Every().String(), " ", ", "))
		}
		g.Duties |= one
	}
	return g, nil
}

// Grant is what somebody in these groups is trusted with: of a manager's groups the duties of all, and a manager's before an operator's.
// ok is false when none of the groups is in the mapping.
func (m Mapping) Grant(groups []string) (g Grant, ok bool) {
	for _, group := range groups {
		one, known := m[group]
		if !known {
			continue
		}
		if !ok || one.Role == app.Manager {
			g.Role = one.Role
		}
		g.Duties |= one.Duties
		ok = true
	}
	return g, ok
}

// String is the mapping as ParseMapping reads it, in no order that means anything.
func (m Mapping) String() string {
	parts := make([]string, 0, len(m))
	for group, g := range m {
		text := group + "=" + string(g.Role)
		if g.Duties != 0 {
			text += ":" + strings.ReplaceAll(g.Duties.String(), " ", ",")
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ";")
}
