// The script that encrypts and decrypts the frames of a private talk, in a
// thread of its own; the page gives it the key.
import "livekit-client/e2ee-worker";
