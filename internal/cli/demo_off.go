//go:build !demo

package cli

import (
	"context"
	"net/http"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/pages/door"
)

// demoBuilt: a court's binary has no demo in it.
const demoBuilt = false

// demoSigner: in a court everybody signs with a key of their own.
func demoSigner(Config) (clerk.Signer, error) { return nil, nil }

func demoDistricts() []string { return nil }

// clockOf is the machine's clock.
func clockOf(Config) (court.Clock, error) { return court.ClockFunc(time.Now), nil }

func (h *house) demo(context.Context, *door.Door, *http.ServeMux) error { return nil }
