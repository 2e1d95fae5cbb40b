// Making artifacts, which a runtime that only loads them leaves out.
internal import CInterp
internal import Translation
internal import WasmBinary

#if !LoadOnly
  extension Module {
    /// The module with all of its functions translated, to be loaded by ``init(engine:deserializing:)``.
    ///
    /// An artifact fits engines with the same pointer width, dispatch and metering, of the same version of Escapement.
    ///
    /// - Throws: `limitExceeded` if a function is too large to be translated.
    public func serialize() throws(ModuleError) -> [UInt8] {
      try serialize(ArtifactLayout(engine.configuration))
    }

    /// The module with all of its functions translated for another kind of machine: a host without a translator can load
    /// it.
    ///
    /// ```swift
    /// let artifact = try module.serialize(for: TargetTriple("arm64_32-apple-watchos")!)
    /// ```
    ///
    /// - Throws: ``ArtifactError/unsupportedTarget(_:)``; ``ArtifactError/layoutMismatch(found:expected:)`` if the module
    ///   comes from an artifact for another kind of machine; ``ArtifactError/module(_:)`` if a function is too large to be
    ///   translated.
    public func serialize(for target: TargetTriple) throws(ArtifactError) -> [UInt8] {
      guard let layout = ArtifactLayout(engine.configuration, target) else {
        throw .unsupportedTarget(target)
      }
      let own = ArtifactLayout(engine.configuration)
      if images != nil, layout != own {
        throw .layoutMismatch(found: own.description, expected: layout.description)
      }
      do throws(ModuleError) { return try serialize(layout) } catch { throw .module(error) }
    }

    private func serialize(_ layout: ArtifactLayout) throws(ModuleError) -> [UInt8] {
      var writer = ArtifactWriter()
      writer.append(skeleton())
      writer.append(UInt32(decoded.functions.count))
      for image in try allImages(
        handlerFieldSize: Int(layout.handlerFieldSize), toBeSerialized: true)
      {
        writer.append(image)
      }
      return writer.finish(layout: layout)
    }

    /// The module's bytes with an `unreachable` for every function body: valid, and all that instances need.
    private func skeleton() -> [UInt8] {
      let codeSection: UInt8 = 10
      var skeleton = Array(bytes.buffer.prefix(8))
      var reader = SectionReader(bytes.buffer)
      while let section = reader.next() {
        if section.id == codeSection {
          skeleton.append(codeSection)
          var bodies = BinaryWriter()
          bodies.unsigned(UInt64(decoded.functions.count))
          // Size, no locals, `unreachable`, `end`.
          for _ in decoded.functions { bodies.raw([3, 0, 0x00, 0x0B]) }
          var size = BinaryWriter()
          size.unsigned(UInt64(bodies.bytes.count))
          skeleton += size.bytes + bodies.bytes
        } else {
          skeleton += bytes.buffer[section.range]
        }
      }
      return skeleton
    }
  }

  /// Delimits the sections of a module that was decoded before.
  private struct SectionReader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 8

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The next section with its id and size.
    mutating func next() -> (id: UInt8, range: Range<Int>)? {
      guard position < bytes.count else { return nil }
      let start = position
      let id = bytes[position]
      position += 1
      var size = 0
      var shift = 0
      var byte: UInt8
      repeat {
        byte = bytes[position]
        position += 1
        size |= Int(byte & 0x7F) << shift
        shift += 7
      } while byte >= 0x80
      position += size
      return (id, start..<position)
    }
  }

  private struct ArtifactWriter {
    private var contents: [UInt8] = []

    mutating func append(_ value: UInt32) {
      for shift in stride(from: UInt32(0), to: 32, by: 8) {
        contents.append(UInt8(truncatingIfNeeded: value >> shift))
      }
    }

    mutating func append(_ bytes: [UInt8]) {
      append(UInt32(bytes.count))
      contents += bytes
    }

    mutating func append(_ image: FunctionImage) {
      append(image.headerSlot)
      append(image.code)
      append(image.locations.base)
      append(image.locations.differences)
      append(image.references.bytes)
      let exceptions = image.exceptions.words
      append(UInt32(exceptions.count))
      for word in exceptions { append(word) }
    }

    func finish(layout: ArtifactLayout) -> [UInt8] {
      var header = ArtifactFormat.magic
      header += Self.bytes(of: ArtifactFormat.version)
      header += layout.bytes
      // The checksum covers the layout as well.
      header += Self.bytes(of: Checksum.of((layout.bytes + contents)[...]))
      return header + contents
    }

    private static func bytes(of value: UInt64) -> [UInt8] {
      (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    }
  }
#endif
