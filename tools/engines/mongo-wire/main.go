// A MongoDB-wire server for tests, where no MongoDB server can run: FerretDB, embedded, on SQLite files.
//
// What is written to one document is atomic in MongoDB. Beneath this stand-in, finding and changing are two steps with nothing between them
// that would hold others up: so commands are answered one at a time.
package main

import (
	"context"
	"encoding/binary"
	"flag"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

const (
	headerBytes  = 16
	longest      = 48_000_000 // bytes of a message in MongoDB's protocol
	opMsg        = 2013
	moreToCome   = 2 // a flag of such a message: nobody waits for an answer
	flagsAt      = 16
	operationAt  = 12
	messageFlags = 4 // bytes
)

func main() {
	listen := flag.String("listen", "127.0.0.1:27017", "TCP address")
	data := flag.String("data", "data", "folder")
	flag.Parse()
	if err := os.MkdirAll(*data, 0o700); err != nil {
		log.Fatal(err)
	}
	inner := filepath.Join(*data, "inner.sock")
	os.Remove(inner) // of one that was killed
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{Unix: inner},
		Handler:   "sqlite",
		SQLiteURL: "file:" + *data + "/",
	})
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	outer, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	go func() { <-ctx.Done(); os.Exit(0) }() // what it held is thrown away: nobody is waited for
	go serve(outer, inner)
	log.Fatal(server.Run(ctx))
}

func serve(outer net.Listener, inner string) {
	var turn sync.Mutex
	for {
		client, err := outer.Accept()
		if err != nil {
			return // it was closed
		}
		go func() {
			defer client.Close()
			server, err := net.Dial("unix", inner)
			if err != nil {
				log.Print(err)
				return
			}
			defer server.Close()
			for {
				request, err := read(client)
				if err != nil {
					return
				}
				answer, err := ask(server, request, &turn)
				if err != nil {
					log.Print(err)
					return
				}
				if _, err := client.Write(answer); err != nil {
					return
				}
			}
		}()
	}
}

func ask(server net.Conn, request []byte, turn *sync.Mutex) ([]byte, error) {
	turn.Lock()
	defer turn.Unlock()
	if _, err := server.Write(request); err != nil {
		return nil, err
	}
	if unanswered(request) {
		return nil, nil
	}
	return read(server)
}

func unanswered(request []byte) bool {
	if len(request) < flagsAt+messageFlags || binary.LittleEndian.Uint32(request[operationAt:]) != opMsg {
		return false
	}
	return binary.LittleEndian.Uint32(request[flagsAt:])&moreToCome != 0
}

// read takes one message whole: its length stands before it.
func read(from net.Conn) ([]byte, error) {
	header := make([]byte, headerBytes)
	if _, err := io.ReadFull(from, header); err != nil {
		return nil, err
	}
	length := binary.LittleEndian.Uint32(header)
	if length < headerBytes || length > longest {
		return nil, io.ErrUnexpectedEOF
	}
	message := make([]byte, length)
	copy(message, header)
	_, err := io.ReadFull(from, message[headerBytes:])
	return message, err
}
