// Checks an exported log with somebody else's code: golang.org/x/mod/sumdb/note and sumdb/tlog.
//
// usage: verify DIRECTORY [RECEIPT...]
//
// Nothing of Leafledger is used here but the layout of its files, which is C2SP tlog-tiles: checkpoint signature, every
// tile, the root, the inclusion of every entry, the consistency of every kept checkpoint, and
// receipts.  Exit 0 if all of it holds; 1 with one line that says what does not.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height   = 8
	width    = 1 << height
	proofTag = "c2sp.org/tlog-proof@v1"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: verify DIRECTORY [RECEIPT...]")
		os.Exit(2)
	}
	told, err := verify(os.Args[1], os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(told)
}

// hashes are stored as tlog orders them: each leaf followed by the nodes that it completes.
type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		if at >= int64(len(h)) {
			return nil, fmt.Errorf("hash %d is not there", at)
		}
		found[i] = h[at]
	}
	return found, nil
}

// files reads tiles of a directory; tlog names them with their height, C2SP does not.
type files struct {
	directory string
	kept      map[string][]byte
}

func (f files) Height() int { return height }

func (f files) SaveTiles([]tlog.Tile, [][]byte) {}

func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	found := make([][]byte, len(tiles))
	for i, tile := range tiles {
		path := pathOf(tile)
		data, known := f.kept[path]
		if !known {
			var err error
			if data, err = os.ReadFile(filepath.Join(f.directory, path)); err != nil {
				return nil, err
			}
			f.kept[path] = data
		}
		found[i] = data
	}
	return found, nil
}

func pathOf(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
}

func verify(directory string, receipts []string) (string, error) {
	keys, err := logKeys(filepath.Join(directory, "policy.txt"))
	if err != nil {
		return "", err
	}
	head, err := checkpoint(filepath.Join(directory, "checkpoint"), keys)
	if err != nil {
		return "", err
	}
	entries, err := readEntries(directory, head.N)
	if err != nil {
		return "", err
	}
	rebuilt, err := rebuild(entries)
	if err != nil {
		return "", err
	}
	root, err := tlog.TreeHash(head.N, rebuilt)
	if err != nil {
		return "", err
	}
	if root != head.Hash {
		return "", fmt.Errorf("the entries give the root %v, signed is %v", root, head.Hash)
	}
	tiles, err := checkTiles(directory, head.N, rebuilt)
	if err != nil {
		return "", err
	}
	reader := tlog.TileHashReader(head, files{directory, map[string][]byte{}})
	for n, entry := range entries {
		// Proofs out of the tiles cost time, and the tiles have just been compared: later on, one of 16 is enough.
		var source tlog.HashReader = rebuilt
		if n < 1024 || n%16 == 0 || n == len(entries)-1 {
			source = reader
		}
		proof, err := tlog.ProveRecord(head.N, int64(n), source)
		if err != nil {
			return "", fmt.Errorf("entry %d: %w", n, err)
		}
		if err := tlog.CheckRecord(proof, head.N, head.Hash, int64(n), tlog.RecordHash(entry)); err != nil {
			return "", fmt.Errorf("entry %d: %w", n, err)
		}
	}
	older, err := checkOlder(directory, head, reader, keys)
	if err != nil {
		return "", err
	}
	for _, receipt := range receipts {
		if err := checkReceipt(receipt, keys); err != nil {
			return "", fmt.Errorf("%s: %w", receipt, err)
		}
	}
	return fmt.Sprintf("%d entries included, %d tiles, %d older checkpoints consistent, %d receipts",
		len(entries), tiles, older, len(receipts)), nil
}

// logKeys are those of the policy: a log whose key is being changed has several.
func logKeys(policy string) ([]note.Verifier, error) {
	data, err := os.ReadFile(policy)
	if err != nil {
		return nil, err
	}
	var found []note.Verifier
	for _, line := range strings.Split(string(data), "\n") {
		if words := strings.Fields(line); len(words) > 1 && words[0] == "log" {
			verifier, err := note.NewVerifier(words[1])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", words[1], err)
			}
			found = append(found, verifier)
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s names no log key", policy)
	}
	return found, nil
}

func checkpoint(file string, keys []note.Verifier) (tlog.Tree, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return tlog.Tree{}, err
	}
	tree, err := openCheckpoint(data, keys)
	if err != nil {
		return tree, fmt.Errorf("%s: %w", file, err)
	}
	return tree, nil
}

func openCheckpoint(data []byte, keys []note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(data, note.VerifierList(keys...))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if signer := opened.Sigs[0].Name; len(lines) != 4 || lines[0] != signer {
		return tlog.Tree{}, fmt.Errorf("no checkpoint of %s", signer)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, fmt.Errorf("%q is no size", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func readEntries(directory string, size int64) ([][]byte, error) {
	var entries [][]byte
	for first := int64(0); first < size; first += width {
		tile := tlog.Tile{H: height, L: 0, N: first / width, W: width}
		if size-first < width {
			tile.W = int(size - first)
		}
		path := strings.Replace(pathOf(tile), "tile/0/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(directory, path))
		if err != nil {
			return nil, err
		}
		for i := 0; i < tile.W; i++ {
			if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
				return nil, fmt.Errorf("%s breaks off", path)
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			entries, data = append(entries, data[2:end]), data[end:]
		}
		if len(data) > 0 {
			return nil, fmt.Errorf("%s goes on", path)
		}
	}
	return entries, nil
}

func rebuild(entries [][]byte) (hashes, error) {
	var stored hashes
	for n, entry := range entries {
		more, err := tlog.StoredHashes(int64(n), entry, stored)
		if err != nil {
			return nil, err
		}
		stored = append(stored, more...)
	}
	return stored, nil
}

func checkTiles(directory string, size int64, rebuilt hashes) (int, error) {
	count := 0
	for _, tile := range tlog.NewTiles(height, 0, size) {
		// Partial tiles of every smaller tree are listed too; an export has those of its own size.
		if edge := (size >> (height * tile.L)) - tile.N*width; tile.W < width && int64(tile.W) != edge {
			continue
		}
		count++
		expected, err := tlog.ReadTileData(tile, rebuilt)
		if err != nil {
			return 0, err
		}
		found, err := os.ReadFile(filepath.Join(directory, pathOf(tile)))
		if err != nil {
			return 0, err
		}
		if !bytes.Equal(found, expected) {
			return 0, fmt.Errorf("%s differs from the entries", pathOf(tile))
		}
	}
	return count, nil
}

func checkOlder(directory string, head tlog.Tree, reader tlog.HashReader, keys []note.Verifier) (int, error) {
	older, err := filepath.Glob(filepath.Join(directory, "checkpoints", "*"))
	if err != nil {
		return 0, err
	}
	for _, file := range older {
		tree, err := checkpoint(file, keys)
		if err != nil {
			return 0, err
		}
		if tree.N == 0 {
			continue
		}
		proof, err := tlog.ProveTree(head.N, tree.N, reader)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", file, err)
		}
		if err := tlog.CheckTree(proof, head.N, head.Hash, tree.N, tree.Hash); err != nil {
			return 0, fmt.Errorf("%s: %w", file, err)
		}
	}
	return len(older), nil
}

func checkReceipt(file string, keys []note.Verifier) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	head, signed, found := strings.Cut(string(data), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 3 || lines[0] != proofTag {
		return fmt.Errorf("no receipt")
	}
	entry, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	tree, err := openCheckpoint([]byte(signed), keys)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, n, tlog.RecordHash(entry))
}
