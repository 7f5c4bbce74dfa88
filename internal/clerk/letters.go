package clerk

import (
	"context"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
)

// Letters tells that there may be a letter to send.
func (c *Clerk) Letters() <-chan struct{} { return c.post }

func (c *Clerk) pokePost() {
	select {
	case c.post <- struct{}{}:
	default: // somebody is already on the way
	}
}

// SendLetters tries every letter that is due. A letter is written, with a new
// link, each time it is tried, so that no link lies about while the mail
// server is away. If we die after the mail server took it, it is sent once
// more: of two links the later works.
func (c *Clerk) SendLetters(ctx context.Context) error {
	if c.Accounts == nil {
		return nil
	}
	due, err := c.Accounts.Due(ctx)
	if err != nil {
		return err
	}
	for _, person := range due {
		err := c.sendInvitation(ctx, person)
		if ctx.Err() != nil {
			return nil // the program ends; the letter is still due
		}
		if err != nil {
			c.Log.Warn("an invitation was not sent", "person", person, "err", err)
		}
		if err := c.Accounts.Posted(ctx, person, err); err != nil {
			return err
		}
	}
	return nil
}

func (c *Clerk) sendInvitation(ctx context.Context, person court.PersonID) error {
	carrier, err := c.carrier("email")
	if err != nil {
		return err
	}
	token, to, err := c.Accounts.Invite(ctx, person)
	if err != nil {
		return err
	}
	words := fault.Args{"name": to.Name, "link": c.URL + "/invite/" + token, "court": c.Name[to.Lang], "host": c.URL}
	return carrier.Send(ctx, written("email", "letter.invite", to.Lang, words, Message{To: to.Email}))
}

// carrier is who carries by the channel. It refuses (Invalid) one by which
// nobody does.
func (c *Clerk) carrier(channel string) (Courier, error) {
	carrier := c.Courier
	if channel == "sms" {
		carrier = c.Texts
	}
	if carrier == nil {
		return nil, fault.Invalid("courier.none")
	}
	return carrier, nil
}

// written puts the words of a key into a message: its text and, of a letter,
// what it is about.
func written(channel, key string, lang court.Lang, words fault.Args, m Message) Message {
	m.Text = i18n.T(lang, key+".text", words)
	if channel == "email" {
		m.Subject = i18n.T(lang, key+".subject", words)
	}
	return m
}

// Backoff is how long something waits that was tried so often: doubling from
// the first to the last.
func Backoff(first, last time.Duration, tries int) time.Duration {
	d := first
	for range tries - 1 {
		if d = 2 * d; d >= last {
			return last
		}
	}
	return d
}
