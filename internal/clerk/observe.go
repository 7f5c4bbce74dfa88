package clerk

import (
	"context"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

// observe appends what the program saw of a hearing, if the state of the
// hearing still makes it so. What a line that failed means for the format of
// the case is said in the same act: if we die, neither stands.
func (c *Clerk) observe(ctx context.Context, id court.HearingID, see func(sheet) []record.Data) error {
	return c.serverAct(ctx, func(d *desk) error {
		s, err := load[sheet](c, d, id)
		if err != nil {
			return err
		}
		if s.Over() {
			return nil
		}
		data := see(s)
		if len(data) == 0 {
			return nil
		}
		if err := mayFollow(c.Law, s.Kind, data, c.Clock.Now()); err != nil {
			return err
		}
		if err := d.append(court.TheServer(), nil, entry{id, data}); err != nil {
			return err
		}
		return d.countLinks(s.Sitting, data)
	})
}

// countLinks carries failed lines into the case, which asks the law anew. A
// line fails for the case where the sitting was held for it, and only where
// nothing else is known: a blip of some seconds, the Leave button and the
// court's own failure are not the line's; nor is it one person's line where
// several fail at once.
func (d *desk) countLinks(s hearing.Sitting, data []record.Data) error {
	f, err := load[docket.File](d.Clerk, d, s.Case)
	if err != nil {
		return err
	}
	var failed []record.Data
	for _, one := range data {
		if held, is := one.(hearing.HeldFor); is && held.Cause == hearing.NotEstablished && len(held.About) == 1 {
			failed = append(failed, f.FailLink(s.ID, held.About[0])...)
		}
	}
	if len(failed) == 0 {
		return nil
	}
	if err := d.append(court.TheServer(), nil, entry{s.Case, failed}); err != nil {
		return err
	}
	_, err = d.ask(s.Case, "link_failed")
	return err
}

// mayFollow refuses (Forbidden) what would follow for a person from a dropped
// line where the law wants a ruling for it. The program rules on nothing: where
// the law says otherwise, or says nothing, it is refused as well.
func mayFollow(law *rules.Law, kind court.Kind, data []record.Data, now time.Time) error {
	for _, d := range data {
		matter := hearing.Consequence(d)
		if matter == "" {
			continue
		}
		why := fault.Forbidden("hearing.consequence.needs_ruling").With(fault.Args{"matter": matter})
		a, err := law.Decide(rules.Consequence, rules.Facts{"kind": string(kind), "matter": matter, "dropped": "true"}, now)
		if err != nil {
			return why.Because(err)
		}
		return why.With(fault.Args{"matter": matter, "article": a.By.Articles[0]})
	}
	return nil
}
