package secret

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestAKeyNeverShowsItself(t *testing.T) {
	k := NewKey()
	js, err := json.Marshal(struct{ K Key }{k})
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{fmt.Sprint(k), fmt.Sprintf("%v %+v %#v %s", k, k, k, k), string(js), k.LogValue().String()} {
		if strings.Contains(shown, k.Text()) || strings.Contains(shown, k.Hex()) || !strings.Contains(shown, k.ID()) {
			t.Errorf("printed as %q; want its id only", shown)
		}
	}
}

func TestKeysAreReadFromBase64AndHex(t *testing.T) {
	k := NewKey()
	padded := strings.NewReplacer("-", "+", "_", "/").Replace(k.Text()) + "="
	for _, text := range []string{k.Text(), k.Hex(), strings.ToUpper(k.Hex()), padded, " " + k.Text() + "\n"} {
		got, err := ParseKey(text)
		if err != nil || got != k {
			t.Errorf("ParseKey(%q) = %v, %v", text, got, err)
		}
	}
}

func TestWhatIsNoKeyIsRefused(t *testing.T) {
	for _, text := range []string{
		"", "secret", strings.Repeat("0", 64), strings.Repeat("A", 43), NewKey().Text()[:42], NewKey().Hex() + "00", strings.Repeat("z", 64),
	} {
		if k, err := ParseKey(text); err == nil {
			t.Errorf("ParseKey(%q) = %v; want an error", text, k)
		} else if text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("the error repeats %q", text)
		}
	}
}

func TestALineOfKeysKeepsItsOrder(t *testing.T) {
	a, b := NewKey(), NewKey()
	keys, err := ParseKeys("# the first seals\n" + a.Text() + ", " + b.Hex() + "\n")
	if err != nil || len(keys) != 2 || keys[0] != a || keys[1] != b {
		t.Fatalf("ParseKeys = %v, %v; want %v, %v", keys, err, a, b)
	}
	for name, text := range map[string]string{"none": "# nothing\n", "one twice": a.Text() + "," + a.Hex(), "a broken one": a.Text() + ",x"} {
		if _, err := ParseKeys(text); err == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}

func TestTokensDiffer(t *testing.T) {
	a, b := Token(), Token()
	if a == b || !IsToken(a) || len(a) != TokenSize || len(Hash(a)) != TokenSize || Hash(a) == Hash(b) {
		t.Errorf("tokens %q %q, hash %q", a, b, Hash(a))
	}
	for _, text := range []string{"", a[1:], a + "A", strings.Repeat("!", TokenSize)} {
		if IsToken(text) {
			t.Errorf("%q looks like a token", text)
		}
	}
	if c := Code(); len(c) != 24 || c == Code() {
		t.Errorf("code %q", c)
	}
}

func FuzzParseKeys(f *testing.F) {
	f.Add(NewKey().Text())
	f.Add("# x\n" + NewKey().Hex() + "," + NewKey().Text())
	f.Fuzz(func(t *testing.T, text string) {
		keys, err := ParseKeys(text)
		if (err == nil) != (len(keys) > 0) {
			t.Fatalf("%d keys with error %v", len(keys), err)
		}
		for _, k := range keys {
			if again, err := ParseKey(k.Text()); err != nil || again != k {
				t.Fatalf("%v doesn't come back: %v", k, err)
			}
		}
	})
}
