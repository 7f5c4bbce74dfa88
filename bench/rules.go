package main

// rules measures what follows from the law as data.
func rules(b *bench) error {
	return b.place()
}
