import Foundation
import Storage

/// The file before the engine opens it: readable by its owner only, and so are those that SQLite puts beside it, which
/// take their mode from it.
enum DatabaseFile {
    static func prepare(_ path: String) throws(StorageError) {
        guard !path.isEmpty, !path.hasPrefix(":"), !path.hasPrefix("file:"), !path.utf8.contains(0) else {
            throw .unusable("\"\(path)\" is not the path of a file: give one, for instance ./data/shedu.db")
        }
        try makeDirectory((path as NSString).deletingLastPathComponent)
        try makePrivate(path)
    }

    private static func makeDirectory(_ directory: String) throws(StorageError) {
        guard !directory.isEmpty, access(directory, F_OK) != 0 else { return }
        try makeDirectory((directory as NSString).deletingLastPathComponent)
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw failure("make the directory", directory) }
    }

    /// Never opens a file that is there: to close it again would let go of the locks that another connection of this
    /// process holds on it (fcntl(2)).
    static func makePrivate(_ path: String) throws(StorageError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
        } else if errno != EEXIST {
            throw failure("make", path)
        }
        guard chmod(path, 0o600) == 0 else { throw failure("set the mode 0600 of", path) }
    }

    /// Makes a file durable, and then its name in the directory.
    static func sync(_ path: String) throws(StorageError) {
        let directory = (path as NSString).deletingLastPathComponent
        for place in [path, directory.isEmpty ? "." : directory] {
            let descriptor = open(place, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw failure("open", place) }
            defer { close(descriptor) }
            guard fsync(descriptor) == 0 else { throw failure("sync", place) }
        }
    }

    static func failure(_ action: String, _ path: String) -> StorageError {
        .unusable("cannot \(action) \(path): \(String(cString: strerror(errno)))")
    }
}
