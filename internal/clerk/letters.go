package clerk

import (
	"context"

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
	if c.Courier == nil {
		return fault.Invalid("courier.none")
	}
	token, to, err := c.Accounts.Invite(ctx, person)
	if err != nil {
		return err
	}
	words := fault.Args{"name": to.Name, "link": c.URL + "/invite/" + token, "court": c.Name[to.Lang], "host": c.URL}
	return c.Courier.Send(ctx, Message{To: to.Email, Subject: i18n.T(to.Lang, "letter.invite.subject", words), Text: i18n.T(to.Lang, "letter.invite.text", words)})
}
