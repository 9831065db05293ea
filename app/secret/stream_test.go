package secret

import (
	"io"
	"strings"
	"testing"
)

func TestALongTextHasTheSameSignatureInPieces(t *testing.T) {
	k := NewKey()
	signer, err := NewSigner("test", k, NewKey())
	if err != nil {
		t.Fatal(err)
	}
	whole := strings.Repeat("some text ", 1000)
	stream := signer.Stream()
	for _, piece := range []string{whole[:1], whole[1:4096], "", whole[4096:]} {
		if _, err := io.WriteString(stream, piece); err != nil {
			t.Fatal(err)
		}
	}
	signature := stream.Sign()
	if signature != signer.Sign(whole) || !stream.Verify(signature) {
		t.Errorf("in pieces %s, whole %s", signature, signer.Sign(whole))
	}
	other, err := NewSigner("another purpose", k)
	if err != nil {
		t.Fatal(err)
	}
	for name, wrong := range map[string]string{
		"none": "", "cut": signature[:42], "with a line break": signature[:20] + "\n" + signature[20:] + "A", "of another purpose": other.Sign(whole),
		"of another text": signer.Sign(whole + "x"), "with other last bits": signature[:42] + string(signature[42]+1),
	} {
		if stream.Verify(wrong) {
			t.Errorf("a signature %s was taken", name)
		}
	}
}
