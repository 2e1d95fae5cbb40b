// WASI preview 1 for guests of Escapement.
//
// `WASI` is one guest's view of the system: its arguments, clocks, descriptors and files. Each
// function of the interface is a method that takes the raw arguments and the guest's memory; the
// files beside this one hold one group each. `FunctionTable.swift` lists them all with their types,
// and `Linking.swift` gives that list to the engine. The files may use swift-system, the C library
// and, for linking and for what a guest may take (`Budget.swift`), the module Escapement.
//
// Every argument is the guest's and untrusted: whatever it is, the guest gets an error code and the
// host neither traps nor allocates without bound. No file outside a directory that the embedder
// named can be reached (see `PathResolver`).

internal import CWASISupport
internal import Escapement
import SystemPackage

#if !canImport(SystemPackage)
  #error("EscapementWASI needs the package trait WASI: .package(…, traits: [\"WASI\"])")
#endif

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#elseif canImport(Glibc)
  import Glibc
#endif

/// The host of one guest that uses WASI preview 1.
///
/// Make one for each instance. Like the store it serves, it belongs to one task at a time.
public final class WASI {
  let arguments: GuestStrings
  /// The environment as `name=value`.
  let environment: GuestStrings
  let clocks: WASIClocks
  let random: (UnsafeMutableRawBufferPointer) throws(WASI.Errno) -> Void
  let shouldInterrupt: (() -> Bool)?
  var descriptors: DescriptorTable
  /// Of the guest whose call is being served, if it runs in an engine.
  var budget: GuestBudget?

  /// Opens what `configuration` names.
  public init(_ configuration: WASIConfiguration) throws(WASIConfiguration.Failure) {
    arguments = GuestStrings(try configuration.arguments.map(Self.terminated))
    environment = GuestStrings(try Self.environment(configuration.environment))
    clocks = configuration.clocks
    random = configuration.random
    shouldInterrupt = configuration.shouldInterrupt
    descriptors = DescriptorTable(limit: configuration.maximumDescriptors)
    try addStandardStreams(configuration)
    for directory in configuration.directories {
      try add(try Self.open(directory))
    }
    for socket in configuration.sockets {
      try add(try Self.borrow(socket))
    }
  }

  private func addStandardStreams(
    _ configuration: WASIConfiguration
  ) throws(WASIConfiguration.Failure) {
    do throws(WASI.Errno) {
      _ = try descriptors.insert(try Descriptor(configuration.standardInput))
    } catch {
      throw configuration.standardInput.failure(error)
    }
    for output in [configuration.standardOutput, configuration.standardError] {
      do throws(WASI.Errno) {
        _ = try descriptors.insert(try Descriptor(output))
      } catch {
        throw output.failure(error)
      }
    }
  }

  private func add(_ descriptor: Descriptor) throws(WASIConfiguration.Failure) {
    do throws(WASI.Errno) {
      _ = try descriptors.insert(descriptor)
    } catch {
      throw .tooManyDescriptors
    }
  }

  private static func open(
    _ directory: WASIConfiguration.Directory
  ) throws(WASIConfiguration.Failure) -> Descriptor {
    let name = try terminated(directory.guestPath).dropLast()
    let host: HostDescriptor
    do throws(WASI.Errno) {
      // The embedder's path is trusted: symbolic links in it are followed.
      let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
      host = HostDescriptor(
        owning: try checked {
          directory.hostPath.withPlatformString { cwasi_open(AT_FDCWD, $0, flags, 0) }
        })
    } catch {
      throw .directory(directory.hostPath, error)
    }
    return Descriptor(
      .directory(Directory(host)), type: .directory, rights: .directory,
      inheritingRights: .inheritable, isReadOnly: directory.isReadOnly, preopenName: Array(name))
  }

  private static func borrow(
    _ socket: FileDescriptor
  ) throws(WASIConfiguration.Failure) -> Descriptor {
    do throws(WASI.Errno) {
      let descriptor = try Descriptor(borrowing: socket, rights: .socket)
      guard case .socket = descriptor.resource else { throw .notsock }
      return descriptor
    } catch {
      throw .descriptor(socket, error)
    }
  }

  private static func terminated(
    _ string: String
  ) throws(WASIConfiguration.Failure) -> [UInt8] {
    let bytes = Array(string.utf8)
    guard !bytes.contains(0) else { throw .containsNUL(string) }
    return bytes + [0]
  }

  private static func environment(
    _ variables: [String: String]
  ) throws(WASIConfiguration.Failure) -> [[UInt8]] {
    var result: [[UInt8]] = []
    for (name, value) in variables.sorted(by: { $0.key < $1.key }) {
      guard !name.isEmpty, !name.contains("=") else { throw .invalidVariableName(name) }
      result.append(try terminated(name + "=" + value))
    }
    return result
  }
}

/// A guest has ended itself by `proc_exit`, or by a signal through `proc_raise`.
///
/// It travels through the guest's frames to the embedder like any host function's error.
public struct WASIExit: Error, Equatable, Sendable {
  /// The code the guest gave: 0 for success. For a signal, 128 plus its number, as shells do.
  public var code: UInt32
  /// The signal's number in WASI, if the guest raised one.
  public var signal: UInt8?

  /// Makes the end of a guest.
  public init(code: UInt32, signal: UInt8? = nil) {
    self.code = code
    self.signal = signal
  }
}

extension WASIInput {
  fileprivate func failure(_ error: WASI.Errno) -> WASIConfiguration.Failure {
    guard case .descriptor(let descriptor) = self else { return .tooManyDescriptors }
    return .descriptor(descriptor, error)
  }
}

extension WASIOutput {
  fileprivate func failure(_ error: WASI.Errno) -> WASIConfiguration.Failure {
    guard case .descriptor(let descriptor) = self else { return .tooManyDescriptors }
    return .descriptor(descriptor, error)
  }
}
