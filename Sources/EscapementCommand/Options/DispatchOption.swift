internal import ArgumentParser
internal import Escapement

/// The value of `--dispatch`.
enum DispatchOption: String, CaseIterable, ExpressibleByArgument {
  case c, swift

  var dispatch: EngineConfiguration.Dispatch { self == .c ? .c : .swift }
}
