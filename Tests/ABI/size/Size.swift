// The least that an app has of the engine, to measure how large that is: it loads a module or an artifact and calls one
// function.
internal import Escapement

@c(size_run)
func run(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let contents = Array(UnsafeBufferPointer(start: bytes, count: count))
  let engine = Engine()
  guard let module = load(contents, engine) else { return 1 }
  do throws(HostError) {
    let instance = try Linker(engine: engine).instantiate(module, in: Store(engine: engine))
    guard case .function(let function) = instance.export("run") else { return 2 }
    return try function.call([.i32(1)]).first?.i32 ?? 3
  } catch {
    return 4
  }
}

private func load(_ contents: [UInt8], _ engine: Engine) -> Module? {
  #if !LoadOnly
    do throws(ModuleError) {
      return try Module(engine: engine, bytes: contents)
    } catch {}
  #endif
  do throws(ArtifactError) {
    return try Module(engine: engine, deserializing: contents)
  } catch {
    return nil
  }
}
