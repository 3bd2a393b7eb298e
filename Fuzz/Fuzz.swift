import GlyphNet
import Ingest
import Pipeline

/// What libFuzzer calls with every input; see `make fuzz`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FuzzedInput.chosen.read(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}
