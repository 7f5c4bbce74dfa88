//go:build demo

package cli

import (
	"path/filepath"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
	"tarazy/internal/signin"
)

// demoSigner signs for the people of the demo.
func demoSigner(conf Config) (clerk.Signer, error) {
	if !conf.Demo {
		return nil, nil
	}
	return signin.NewDemoKeys(filepath.Join(conf.Keys, "demo"))
}

// demoCredential is the key that the demo signs with for the person.
func demoCredential(signer clerk.Signer, p court.PersonID) (record.Credential, error) {
	hands, ok := signer.(*signin.DemoKeys)
	if !ok {
		return record.Credential{}, fault.Invalid("cli.demo.not_built")
	}
	return hands.Credential(p)
}
