import Escapement
import GuestExercise
import RandomNumbers
import WasmBinary
import WasmText
import WasmTypes

/// How many inputs of a kind there were, and what became of them.
struct Tally {
  var inputs = 0
  /// Of these, how many were accepted: a module was loaded, a text assembled.
  var accepted = 0
  /// Of these, how many ran a function.
  var ran = 0

  mutating func note(_ stage: Exercise.Stage) {
    inputs += 1
    if stage != .refused { accepted += 1 }
    if stage == .called { ran += 1 }
  }

  mutating func note(accepted isAccepted: Bool) { note(isAccepted ? .loaded : .refused) }

  static func += (left: inout Tally, right: Tally) {
    left.inputs += right.inputs
    left.accepted += right.accepted
    left.ran += right.ran
  }
}

/// The kinds of hostile input, in the order of the report.
enum Kind: String, CaseIterable {
  case truncation = "truncated modules"
  case flippedBit = "modules with a flipped bit"
  case change = "modules with other changes"
  case inside = "modules spoiled inside of a section or function"
  case printed = "spoiled modules given to the printer"
  case artifactTruncation = "truncated artifacts"
  case artifactChange = "changed artifacts"
  case sealedArtifact = "changed artifacts with a checksum that fits"
  case textTruncation = "truncated texts"
  case textChange = "changed texts"
  case componentTruncation = "truncated components"
  case componentChange = "changed components"
  case componentInside = "components spoiled inside of a section"
  case noise = "random bytes"
  case monster = "deep nesting and huge counts"
}

/// One worker's cases. Each case ends in an error or a success; that is all that is asked.
struct Cases {
  let worker: Int
  /// Also those modules that take minutes.
  let truncatesAtEveryLength: Bool
  private(set) var tallies: [Kind: Tally] = [:]

  init(worker: Int, truncatesAtEveryLength: Bool) {
    self.worker = worker
    self.truncatesAtEveryLength = truncatesAtEveryLength
  }

  mutating func each(
    _ kind: Kind, of name: String, _ cases: some Sequence<Int>,
    _ body: (Int) -> Exercise.Stage
  ) {
    Watch.begin(worker, "\(kind.rawValue): \(name)")
    var tally = Tally()
    for number in cases {
      Watch.next(worker, number)
      tally.note(body(number))
    }
    tallies[kind, default: Tally()] += tally
  }

  // Modules ---------------------------------------------------------------------------------------------------

  /// More changes for large modules, within limits.
  private func changes(of bytes: [UInt8]) -> Int { min(max(bytes.count / 16, 8), 160) }

  mutating func spoil(module item: Corpus.Item, seed: UInt64) {
    var random = Random(seed: seed)
    let bytes = item.bytes
    let exercise = Exercise(dispatch: seed % 8 == 0 ? .swift : .c)
    truncate(item, exercise)
    each(.flippedBit, of: item.name, 0..<changes(of: bytes)) { _ in
      exercise.run(Mutation.flippedBit.apply(to: bytes, &random))
    }
    each(.change, of: item.name, 0..<changes(of: bytes) / 2) { number in
      exercise.run(Mutation.allCases[number % 3 + 1].apply(to: bytes, &random))
    }
    if let outline = ModuleOutline(bytes) {
      each(.inside, of: item.name, 0..<changes(of: bytes)) { _ in
        exercise.run(outline.spoiled(&random))
      }
      each(.printed, of: item.name, 0..<changes(of: bytes) / 4) { _ in
        let spoiled = outline.spoiled(&random)
        return (try? TextFormat.disassemble(spoiled)) == nil ? .refused : .loaded
      }
    }
    spoilArtifact(of: item, exercise, &random)
  }

  private static let largestForEveryLength = 128 << 10
  private static let strideOfLarge = 16

  private mutating func truncate(_ item: Corpus.Item, _ exercise: Exercise) {
    let buffer = EndGuardedBuffer(capacity: item.bytes.count)
    let isLarge = item.bytes.count > Self.largestForEveryLength && !truncatesAtEveryLength
    let lengths = stride(from: 0, to: item.bytes.count, by: isLarge ? Self.strideOfLarge : 1)
    each(.truncation, of: item.name, lengths) { count in
      let prefix = item.bytes[..<count]
      let isDecoded = buffer.withCopy(of: prefix) { bytes in
        do throws(ModuleError) {
          let module = try decode(bytes, features: .all)
          try validate(module, bytes: bytes)
          return true
        } catch {
          return false
        }
      }
      return isDecoded ? exercise.run(Array(prefix)) : .refused
    }
  }

  // Artifacts -------------------------------------------------------------------------------------------------

  private static let largestArtifact = 16384

  private mutating func spoilArtifact(
    of item: Corpus.Item, _ exercise: Exercise, _ random: inout Random
  ) {
    let engine = exercise.engine
    guard item.bytes.count <= Self.largestArtifact,
      let artifact = try? Module(engine: engine, bytes: item.bytes).serialize()
    else { return }
    let stride = max(1, artifact.count / 200)
    each(.artifactTruncation, of: item.name, Swift.stride(from: 0, to: artifact.count, by: stride))
    {
      Self.expectRefusal(Array(artifact[..<$0]), engine)
    }
    each(.artifactChange, of: item.name, 0..<24) { _ in
      Self.expectRefusal(Mutation.flippedBit.apply(to: artifact, &random), engine)
    }
    // Such an artifact may be accepted. It is not run: types are not checked again.
    each(.sealedArtifact, of: item.name, 0..<48) { _ in
      var changed = artifact
      let position =
        ArtifactSeal.headerSize + random.below(artifact.count - ArtifactSeal.headerSize)
      changed[position] = random.byte()
      ArtifactSeal.apply(to: &changed)
      let loaded = try? Module(engine: engine, deserializing: changed)
      return loaded == nil ? .refused : .loaded
    }
  }

  private static func expectRefusal(_ artifact: [UInt8], _ engine: Engine) -> Exercise.Stage {
    guard (try? Module(engine: engine, deserializing: artifact)) == nil else {
      fatalError("a damaged artifact was accepted")
    }
    return .refused
  }

  // Texts -----------------------------------------------------------------------------------------------------

  private static let textSamples = 250

  mutating func spoil(text item: Corpus.Item, seed: UInt64) {
    var random = Random(seed: seed)
    let stride = max(1, item.bytes.count / Self.textSamples)
    each(.textTruncation, of: item.name, Swift.stride(from: 0, to: item.bytes.count, by: stride)) {
      Self.assemble(Array(item.bytes[..<$0]))
    }
    let exercise = Exercise(dispatch: .c)
    each(.textChange, of: item.name, 0..<min(changes(of: item.bytes), 40)) { number in
      let mutation = Mutation.allCases[number % Mutation.allCases.count]
      let text = mutation.apply(to: item.bytes, &random)
      guard let binary = try? TextFormat.assemble(utf8: text) else { return .refused }
      return exercise.run(binary) == .called ? .called : .loaded
    }
  }

  private static func assemble(_ text: [UInt8]) -> Exercise.Stage {
    (try? TextFormat.assemble(utf8: text)) == nil ? .refused : .loaded
  }

  // Made up ---------------------------------------------------------------------------------------------------

  mutating func noise(seed: UInt64) {
    var random = Random(seed: seed)
    let exercise = Exercise(dispatch: .c)
    each(.noise, of: "seed \(seed)", 0..<4_000) { number in
      var bytes: [UInt8] = []
      for _ in 0..<random.below(200) { bytes.append(random.byte()) }
      switch number % 4 {
      case 0: return exercise.run(bytes)
      case 1: return exercise.run([0x00, 0x61, 0x73, 0x6D, 1, 0, 0, 0] + bytes)
      case 2: return exercise.run(Monsters.module(body: [0] + bytes + [0x0B]))
      default:
        return Self.assemble(Array("(module ".utf8) + bytes.map { $0 & 0x7F } + Array(")".utf8))
      }
    }
  }

  mutating func monsters() {
    let exercise = Exercise(dispatch: .c)
    for monster in Monsters.modules {
      each(.monster, of: monster.name, 0..<1) { _ in
        _ = try? TextFormat.disassemble(monster.bytes)
        return exercise.run(monster.bytes)
      }
    }
    for monster in ComponentMonsters.components {
      each(.monster, of: monster.name, 0..<1) { _ in ComponentExercise().run(monster.bytes) }
    }
    for monster in Monsters.texts {
      each(.monster, of: monster.name, 0..<1) { _ in
        _ = try? Script(utf8: monster.bytes)
        return Self.assemble(monster.bytes)
      }
    }
  }
}
