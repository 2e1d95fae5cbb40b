import Testing
import WIT

/// What files mean together.
@Suite struct ResolutionTests {
  @Test func itemsInOrder() throws {
    let text = """
      package a:b@1.2.3;
      use c as d;
      interface x {
        type p = q;
        record q { z: list<r>, }
        f: func(a: borrow<r>) -> option<r>;
        resource r { constructor(a: u32); m: func() -> result<_, string>; s: static async func(); }
        use y.{t as tt, u};
        h: async func(x: stream<u8>, y: future, z: own<r>, m: map<string, u8>, l: list<u8, 4>);
        variant v { c(tuple<u8, tt>), d }
      }
      interface y { type t = u32; record u { a: t } }
      interface c {}
      /// All of it
      world w {
        import x; export y; export run: func();
        import i: interface { f: func(); }
        import d;
        use y.{t};
        record kk { a: t }
        include v with { fff as ggg }
        import named: y;
      }
      world v { import fff: func(); export zzz: func(a: u8); }
      """
    let expected = """
      package a:b@1.2.3;

      interface y {
        type t = u32;

        record u {
          a: t,
        }
      }

      interface x {
        use y.{t as tt, u};

        resource r {
          constructor(a: u32);
          m: func() -> result<_, string>;
          s: static async func();
        }

        record q {
          z: list<r>,
        }

        type p = q;

        variant v {
          c(tuple<u8, tt>),
          d,
        }

        f: func(a: borrow<r>) -> option<r>;

        h: async func(x: stream<u8>, y: future, z: r, m: map<string, u8>, l: list<u8, 4>);
      }

      interface c {
      }

      world v {
        import fff: func();

        export zzz: func(a: u8);
      }
      /// All of it
      world w {
        import y;
        import x;
        import i: interface {
          f: func();
        }
        import c;
        import named: y;
        use y.{t};

        record kk {
          a: t,
        }
        import ggg: func();

        export run: func();
        export zzz: func(a: u8);
        export y;
      }

      """
    #expect(try printed(text) == expected)
    // What is printed means the same.
    #expect(try printed(expected) == expected)
  }

  @Test func severalFilesAndDependencies() throws {
    let sources = WITSources(
      root: [
        SourceFile(name: "a.wit", text: "interface a { use other.{t}; use x:y/z@0.1.0.{u}; }"),
        SourceFile(name: "b.wit", text: "package p:q; interface other { type t = u8; }"),
      ],
      dependencies: [
        [SourceFile(name: "y.wit", text: "package x:y@0.1.0; interface z { resource u; }")]
      ])
    let (resolution, root) = try WITResolution.resolve(sources)
    #expect(resolution[root].name == PackageName(namespace: "p", name: "q"))
    #expect(resolution.packages.map(\.name.description).sorted() == ["p:q", "x:y@0.1.0"])
    let names = resolution[root].interfaces.map { resolution.qualifiedName(of: $0) }
    #expect(names == ["p:q/other", "p:q/a"])
  }

  @Test func gates() throws {
    let text = """
      package a:b@0.2.0;
      interface i {
        @since(version = 0.1.0) @deprecated(version = 0.2.0)
        old: func();
        @unstable(feature = shiny)
        new: func();
      }
      """
    #expect(!(try printed(text).contains("new")))
    let all = try printed(text, features: .only(["shiny"]))
    #expect(all.contains("  @unstable(feature = shiny)\n  new: func();"))
    #expect(
      all.contains("  @since(version = 0.1.0)\n  @deprecated(version = 0.2.0)\n  old: func();"))
  }

  @Test func componentNames() throws {
    let text = """
      package a:b;
      interface i {
        resource r { constructor(); get: func(); make: static func() -> r; }
        f: func();
      }
      """
    let (resolution, root) = try resolve(text)
    let interface = try #require(resolution[root].interfaces.first)
    #expect(
      resolution[interface].functions.map(resolution.componentName) == [
        "[constructor]r", "[method]r.get", "[static]r.make", "f",
      ])
  }

  @Test func worldsListWhatTheyNeed() throws {
    let text = """
      package a:b;
      interface a { resource r; }
      interface b { use a.{r}; }
      interface c { use b.{r}; }
      world imports { import c; }
      world exports { export c; }
      world both { export b; export c; }
      """
    let (resolution, root) = try resolve(text)
    let lists = resolution[root].worlds.map { id in
      let world = resolution[id]
      return [world.imports, world.exports].map { items in
        items.map { item in
          if case .interface(let interface) = item.key {
            resolution[interface].name ?? ""
          } else {
            ""
          }
        }.joined()
      }
    }
    #expect(lists == [["abc", ""], ["ab", "c"], ["a", "bc"]])
  }

  @Test func versions() {
    let ascending = [
      "0.9.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11",
      "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "10.0.0",
    ]
    let versions = ascending.compactMap(SemanticVersion.init)
    #expect(versions.map(\.description) == ascending)
    #expect(versions.shuffled().sorted() == versions)
    for text in [
      "", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3+", "1.2.x", "-1.2.3",
    ] {
      #expect(SemanticVersion(text) == nil, "\(text)")
    }
  }
}

func resolve(
  _ text: String, features: WITFeatures = .only([]), limits: WITLimits = WITLimits()
) throws(WITError) -> (resolution: WITResolution, root: PackageID) {
  try WITResolution.resolve(
    WITSources(root: [SourceFile(name: "test.wit", text: text)]), features: features,
    limits: limits)
}

func printed(_ text: String, features: WITFeatures = .only([])) throws(WITError) -> String {
  let (resolution, root) = try resolve(text, features: features)
  return WITPrinter.text(of: root, in: resolution)
}
