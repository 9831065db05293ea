package secret

import (
	"crypto/ecdh"
	"encoding/base64"
	"fmt"
)

// PushPair is the pair by which push services know the bank (VAPID, RFC 8292): a point and a scalar of P-256 in base64url, made of
// the key, so that one secret is kept like every other. Other keys are other pairs: browsers subscribe again then.
func (k Key) PushPair() (public, private string, err error) {
	for n := 0; ; n++ {
		scalar, err := k.derive(fmt.Sprintf("push %d", n))
		if err != nil {
			return "", "", err
		}
		pair, err := ecdh.P256().NewPrivateKey(scalar)
		if err != nil { // not below the order of the group, once in four billion keys
			continue
		}
		return base64.RawURLEncoding.EncodeToString(pair.PublicKey().Bytes()), base64.RawURLEncoding.EncodeToString(scalar), nil
	}
}
