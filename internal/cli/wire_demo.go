//go:build demo

package cli

import (
	"context"
	"path/filepath"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/livekit"
	"tarazy/internal/pages/door"
	"tarazy/internal/record"
	"tarazy/internal/rehearsal"
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

// demoRehearsals lets people play a hearing with robots, in cases that repeat
// the demo's own.
func (h *house) demoRehearsals(first clerk.OpenCase, people []door.DemoPerson) door.Rehearsals {
	d := rehearsal.Deps{Court: h.desk, Clock: h.clock, Log: h.log, Follow: first,
		Stage: func(ctx context.Context, t clerk.Ticket, picture string) (rehearsal.Body, error) {
			r, err := livekit.NewRobot(ctx, h.mediaAt, t.Token, picture, false)
			if err != nil {
				return nil, err // a nil robot is no nil body
			}
			return r, nil
		}}
	for _, p := range people {
		if p.Role != court.Registrar {
			d.People = append(d.People, rehearsal.Person{ID: p.Person, Role: p.Role})
		}
	}
	house := rehearsal.New(d)
	h.loops = append(h.loops, house.Run)
	return house
}
