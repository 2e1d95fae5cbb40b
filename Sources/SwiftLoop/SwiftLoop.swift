/// The dispatch loop in plain Swift: the same machine as `machine_run` of CInterp, written a second
/// time.
///
/// It is the oracle that the C loop is compared with in tests, the baseline that it is measured
/// against in benchmarks, and the loop where C has no calling convention for it. So that it can
/// tell when C is wrong, it shares data structures with C but no meaning: instructions are written
/// here from the specification, with the standard library's operations.
///
/// Code images hold handler numbers, of base handlers only: operands and results in slots, nothing
/// fused. There are none for the instructions of vectors and of objects, which this loop does not
/// execute. The loop trusts an image as the C loop does, except that a number that is no base
/// handler is an error rather than undefined.
///
/// Depends on CInterp, for the structures that both loops share and for the handler numbers.
/// Nothing here allocates, counts references or calls anything outside of this module and the C
/// library's memory and rounding functions.
package import CInterp

/// Runs from `saved_pc` in `saved_frame` until an exit: the contract of `machine_run`, for images
/// that are not resolved and with the cells of `machine_numbered_cells`.
///
/// An instruction whose handler is not a base handler is a mistake of whoever made the image. It
/// stops the loop with `MachineExit.trap` and the reason `WasmTrap.none`, which no instruction
/// gives, and `saved_pc` at the instruction.
package func run(_ context: UnsafeMutablePointer<Context>) -> MachineExit {
  var registers = Registers(context)
  do throws(Trap) {
    while true {
      switch registers.handler {
      // Control and calls

      case .trap_nn_n:
        throw registers.namedTrap
      case .branch_nn_f, .branch_nn_b:
        try registers.branch()
      case .branch_if_i32_sn_f, .branch_if_i32_sn_b:
        try registers.branch(UInt32.self, if: { $0 != 0 })
      case .branch_unless_i32_sn_f, .branch_unless_i32_sn_b:
        try registers.branch(UInt32.self, if: { $0 == 0 })
      case .branch_if_i64_sn_f, .branch_if_i64_sn_b:
        try registers.branch(UInt64.self, if: { $0 != 0 })
      case .branch_unless_i64_sn_f, .branch_unless_i64_sn_b:
        try registers.branch(UInt64.self, if: { $0 == 0 })
      case .branch_table_sn_n:
        try registers.branchTable()
      case .enter_nn_n:
        try registers.enter()
      case .return_nn_n:
        registers.returnNothing()
      case .return_value_sn_n:
        registers.returnValue()
      case .return_value_kn_n:
        registers.returnConstant()
      case .call_nn_n:
        registers.call()
      case .call_import_nn_n:
        registers.callImport()
      case .call_indirect_sn_n:
        try registers.callIndirect()
      case .call_reference_sn_n:
        try registers.callReference()
      case .tail_call_nn_n:
        registers.tailCall()
      case .tail_call_import_nn_n:
        registers.tailCallImport()
      case .tail_call_indirect_sn_n:
        try registers.tailCallIndirect()
      case .tail_call_reference_sn_n:
        try registers.tailCallReference()
      case .fuel_nn_n:
        try registers.consumeFuel()
      case .throw_nn_n:
        if let exit = try registers.throw() { return exit }
      case .throw_reference_sn_n:
        if let exit = try registers.throwReference() { return exit }
      case .runtime_nn_n:
        return registers.stop(.runtime)
      case .finish_nn_n:
        return registers.stop(.finished)
      case .switch_instance_nn_n:
        registers.switchInstance()
      case .host_call_nn_n:
        return registers.stop(.host_call)
      case .translate_nn_n:
        return registers.stop(.translate)

      // Variables and references

      case .copy_sn_n:
        registers.copy()
      case .copy_range_nn_n:
        registers.copyRange()
      case .copy_wide_sn_n:
        registers.copyWide()
      case .constant_kn_n:
        registers.constant()
      case .wide_constant_kn_n:
        registers.wideConstant()
      case .select_sn_n:
        registers.select()
      case .select_wide_sn_n:
        registers.selectWide()
      case .get_global_nn_s:
        registers.getGlobal()
      case .set_global_sn_n:
        registers.setGlobal()
      case .get_wide_global_nn_s:
        registers.getWideGlobal()
      case .set_wide_global_sn_n:
        registers.setWideGlobal()
      case .get_function_nn_s:
        registers.getFunction()
      case .trap_if_null_sn_n:
        try registers.trapIfNull()

      // Memories and tables

      case .memory_size_nn_s:
        registers.memorySizeInPages()
      case .memory_init_nn_n:
        try registers.memoryInit()
      case .table_init_nn_n:
        try registers.tableInit()
      case .table_fill_nn_n:
        try registers.tableFill()
      case .table_copy_nn_n:
        try registers.tableCopy()
      case .memory_fill_nn_n:
        try registers.memoryFill()
      case .memory_copy_nn_n:
        try registers.memoryCopy()
      case .table_size_nn_s:
        registers.tableSize()
      case .table_get_sn_s:
        try registers.tableGet()
      case .table_set_ss_n:
        try registers.tableSet()

      // Loads

      case .i32_load_sn_s:
        try registers.load(UInt32.self, as: UInt32.self)
      case .i64_load_sn_s:
        try registers.load(UInt64.self, as: UInt64.self)
      case .f32_load_sn_s:
        try registers.load(UInt32.self, as: UInt32.self)
      case .f64_load_sn_s:
        try registers.load(UInt64.self, as: UInt64.self)
      case .i32_load8_s_sn_s:
        try registers.load(Int8.self, as: Int32.self)
      case .i32_load8_u_sn_s:
        try registers.load(UInt8.self, as: UInt32.self)
      case .i32_load16_s_sn_s:
        try registers.load(Int16.self, as: Int32.self)
      case .i32_load16_u_sn_s:
        try registers.load(UInt16.self, as: UInt32.self)
      case .i64_load8_s_sn_s:
        try registers.load(Int8.self, as: Int64.self)
      case .i64_load16_s_sn_s:
        try registers.load(Int16.self, as: Int64.self)
      case .i64_load32_s_sn_s:
        try registers.load(Int32.self, as: Int64.self)

      // Far loads

      case .far_i32_load_sn_s:
        try registers.farLoad(UInt32.self, as: UInt32.self)
      case .far_i64_load_sn_s:
        try registers.farLoad(UInt64.self, as: UInt64.self)
      case .far_f32_load_sn_s:
        try registers.farLoad(UInt32.self, as: UInt32.self)
      case .far_f64_load_sn_s:
        try registers.farLoad(UInt64.self, as: UInt64.self)
      case .far_i32_load8_s_sn_s:
        try registers.farLoad(Int8.self, as: Int32.self)
      case .far_i32_load8_u_sn_s:
        try registers.farLoad(UInt8.self, as: UInt32.self)
      case .far_i32_load16_s_sn_s:
        try registers.farLoad(Int16.self, as: Int32.self)
      case .far_i32_load16_u_sn_s:
        try registers.farLoad(UInt16.self, as: UInt32.self)
      case .far_i64_load8_s_sn_s:
        try registers.farLoad(Int8.self, as: Int64.self)
      case .far_i64_load16_s_sn_s:
        try registers.farLoad(Int16.self, as: Int64.self)
      case .far_i64_load32_s_sn_s:
        try registers.farLoad(Int32.self, as: Int64.self)

      // Stores

      case .i32_store_ss_n:
        try registers.store(UInt32.self)
      case .i64_store_ss_n:
        try registers.store(UInt64.self)
      case .f32_store_ss_n:
        try registers.store(UInt32.self)
      case .f64_store_ss_n:
        try registers.store(UInt64.self)
      case .i32_store8_ss_n:
        try registers.store(UInt8.self)
      case .i32_store16_ss_n:
        try registers.store(UInt16.self)

      // Far stores

      case .far_i32_store_ss_n:
        try registers.farStore(UInt32.self)
      case .far_i64_store_ss_n:
        try registers.farStore(UInt64.self)
      case .far_f32_store_ss_n:
        try registers.farStore(UInt32.self)
      case .far_f64_store_ss_n:
        try registers.farStore(UInt64.self)
      case .far_i32_store8_ss_n:
        try registers.farStore(UInt8.self)
      case .far_i32_store16_ss_n:
        try registers.farStore(UInt16.self)

      // Comparisons

      case .i32_eq_ss_s:
        registers.compare(UInt32.self, ==)
      case .i32_ne_ss_s:
        registers.compare(UInt32.self, !=)
      case .i32_lt_s_ss_s:
        registers.compare(Int32.self, <)
      case .i32_lt_u_ss_s:
        registers.compare(UInt32.self, <)
      case .i32_gt_s_ss_s:
        registers.compare(Int32.self, >)
      case .i32_gt_u_ss_s:
        registers.compare(UInt32.self, >)
      case .i32_le_s_ss_s:
        registers.compare(Int32.self, <=)
      case .i32_le_u_ss_s:
        registers.compare(UInt32.self, <=)
      case .i32_ge_s_ss_s:
        registers.compare(Int32.self, >=)
      case .i32_ge_u_ss_s:
        registers.compare(UInt32.self, >=)
      case .i64_eq_ss_s:
        registers.compare(UInt64.self, ==)
      case .i64_ne_ss_s:
        registers.compare(UInt64.self, !=)
      case .i64_lt_s_ss_s:
        registers.compare(Int64.self, <)
      case .i64_lt_u_ss_s:
        registers.compare(UInt64.self, <)
      case .i64_gt_s_ss_s:
        registers.compare(Int64.self, >)
      case .i64_gt_u_ss_s:
        registers.compare(UInt64.self, >)
      case .i64_le_s_ss_s:
        registers.compare(Int64.self, <=)
      case .i64_le_u_ss_s:
        registers.compare(UInt64.self, <=)
      case .i64_ge_s_ss_s:
        registers.compare(Int64.self, >=)
      case .i64_ge_u_ss_s:
        registers.compare(UInt64.self, >=)

      // Branches that compare

      case .branch_if_i32_eq_ss_f, .branch_if_i32_eq_ss_b:
        try registers.branch(UInt32.self, if: ==)
      case .branch_if_i32_ne_ss_f, .branch_if_i32_ne_ss_b:
        try registers.branch(UInt32.self, if: !=)
      case .branch_if_i32_lt_s_ss_f, .branch_if_i32_lt_s_ss_b:
        try registers.branch(Int32.self, if: <)
      case .branch_if_i32_lt_u_ss_f, .branch_if_i32_lt_u_ss_b:
        try registers.branch(UInt32.self, if: <)
      case .branch_if_i32_gt_s_ss_f, .branch_if_i32_gt_s_ss_b:
        try registers.branch(Int32.self, if: >)
      case .branch_if_i32_gt_u_ss_f, .branch_if_i32_gt_u_ss_b:
        try registers.branch(UInt32.self, if: >)
      case .branch_if_i32_le_s_ss_f, .branch_if_i32_le_s_ss_b:
        try registers.branch(Int32.self, if: <=)
      case .branch_if_i32_le_u_ss_f, .branch_if_i32_le_u_ss_b:
        try registers.branch(UInt32.self, if: <=)
      case .branch_if_i32_ge_s_ss_f, .branch_if_i32_ge_s_ss_b:
        try registers.branch(Int32.self, if: >=)
      case .branch_if_i32_ge_u_ss_f, .branch_if_i32_ge_u_ss_b:
        try registers.branch(UInt32.self, if: >=)
      case .branch_if_i64_eq_ss_f, .branch_if_i64_eq_ss_b:
        try registers.branch(UInt64.self, if: ==)
      case .branch_if_i64_ne_ss_f, .branch_if_i64_ne_ss_b:
        try registers.branch(UInt64.self, if: !=)
      case .branch_if_i64_lt_s_ss_f, .branch_if_i64_lt_s_ss_b:
        try registers.branch(Int64.self, if: <)
      case .branch_if_i64_lt_u_ss_f, .branch_if_i64_lt_u_ss_b:
        try registers.branch(UInt64.self, if: <)
      case .branch_if_i64_gt_s_ss_f, .branch_if_i64_gt_s_ss_b:
        try registers.branch(Int64.self, if: >)
      case .branch_if_i64_gt_u_ss_f, .branch_if_i64_gt_u_ss_b:
        try registers.branch(UInt64.self, if: >)
      case .branch_if_i64_le_s_ss_f, .branch_if_i64_le_s_ss_b:
        try registers.branch(Int64.self, if: <=)
      case .branch_if_i64_le_u_ss_f, .branch_if_i64_le_u_ss_b:
        try registers.branch(UInt64.self, if: <=)
      case .branch_if_i64_ge_s_ss_f, .branch_if_i64_ge_s_ss_b:
        try registers.branch(Int64.self, if: >=)
      case .branch_if_i64_ge_u_ss_f, .branch_if_i64_ge_u_ss_b:
        try registers.branch(UInt64.self, if: >=)

      // Comparisons

      case .f32_eq_ss_s:
        registers.compare(Float.self, ==)
      case .f32_ne_ss_s:
        registers.compare(Float.self, !=)
      case .f32_lt_ss_s:
        registers.compare(Float.self, <)
      case .f32_gt_ss_s:
        registers.compare(Float.self, >)
      case .f32_le_ss_s:
        registers.compare(Float.self, <=)
      case .f32_ge_ss_s:
        registers.compare(Float.self, >=)
      case .f64_eq_ss_s:
        registers.compare(Double.self, ==)
      case .f64_ne_ss_s:
        registers.compare(Double.self, !=)
      case .f64_lt_ss_s:
        registers.compare(Double.self, <)
      case .f64_gt_ss_s:
        registers.compare(Double.self, >)
      case .f64_le_ss_s:
        registers.compare(Double.self, <=)
      case .f64_ge_ss_s:
        registers.compare(Double.self, >=)

      // Branches that compare

      case .branch_if_f32_eq_ss_f:
        try registers.branch(Float.self, if: ==)
      case .branch_if_f32_ne_ss_f:
        try registers.branch(Float.self, if: !=)
      case .branch_if_f32_lt_ss_f:
        try registers.branch(Float.self, if: <)
      case .branch_if_f32_gt_ss_f:
        try registers.branch(Float.self, if: >)
      case .branch_if_f32_le_ss_f:
        try registers.branch(Float.self, if: <=)
      case .branch_if_f32_ge_ss_f:
        try registers.branch(Float.self, if: >=)
      case .branch_if_f64_eq_ss_f:
        try registers.branch(Double.self, if: ==)
      case .branch_if_f64_ne_ss_f:
        try registers.branch(Double.self, if: !=)
      case .branch_if_f64_lt_ss_f:
        try registers.branch(Double.self, if: <)
      case .branch_if_f64_gt_ss_f:
        try registers.branch(Double.self, if: >)
      case .branch_if_f64_le_ss_f:
        try registers.branch(Double.self, if: <=)
      case .branch_if_f64_ge_ss_f:
        try registers.branch(Double.self, if: >=)
      case .branch_unless_f32_eq_ss_f:
        try registers.branch(Float.self, if: { !($0 == $1) })
      case .branch_unless_f32_ne_ss_f:
        try registers.branch(Float.self, if: { !($0 != $1) })
      case .branch_unless_f32_lt_ss_f:
        try registers.branch(Float.self, if: { !($0 < $1) })
      case .branch_unless_f32_gt_ss_f:
        try registers.branch(Float.self, if: { !($0 > $1) })
      case .branch_unless_f32_le_ss_f:
        try registers.branch(Float.self, if: { !($0 <= $1) })
      case .branch_unless_f32_ge_ss_f:
        try registers.branch(Float.self, if: { !($0 >= $1) })
      case .branch_unless_f64_eq_ss_f:
        try registers.branch(Double.self, if: { !($0 == $1) })
      case .branch_unless_f64_ne_ss_f:
        try registers.branch(Double.self, if: { !($0 != $1) })
      case .branch_unless_f64_lt_ss_f:
        try registers.branch(Double.self, if: { !($0 < $1) })
      case .branch_unless_f64_gt_ss_f:
        try registers.branch(Double.self, if: { !($0 > $1) })
      case .branch_unless_f64_le_ss_f:
        try registers.branch(Double.self, if: { !($0 <= $1) })
      case .branch_unless_f64_ge_ss_f:
        try registers.branch(Double.self, if: { !($0 >= $1) })

      // Operations of one operand

      case .i32_eqz_sn_s:
        registers.unary(UInt32.self) { $0 == 0 ? 1 : 0 as UInt32 }
      case .i64_eqz_sn_s:
        registers.unary(UInt64.self) { $0 == 0 ? 1 : 0 as UInt32 }
      case .i32_clz_sn_s:
        registers.unary(UInt32.self, leadingZeros)
      case .i32_ctz_sn_s:
        registers.unary(UInt32.self, trailingZeros)
      case .i32_popcnt_sn_s:
        registers.unary(UInt32.self, setBits)
      case .i64_clz_sn_s:
        registers.unary(UInt64.self, leadingZeros)
      case .i64_ctz_sn_s:
        registers.unary(UInt64.self, trailingZeros)
      case .i64_popcnt_sn_s:
        registers.unary(UInt64.self, setBits)
      case .f32_abs_sn_s:
        registers.unary(UInt32.self) { magnitude(Float.self, $0) }
      case .f32_neg_sn_s:
        registers.unary(UInt32.self) { negated(Float.self, $0) }
      case .f32_ceil_sn_s:
        registers.unary(Float.self) { rounded($0, .up) }
      case .f32_floor_sn_s:
        registers.unary(Float.self) { rounded($0, .down) }
      case .f32_trunc_sn_s:
        registers.unary(Float.self) { rounded($0, .towardZero) }
      case .f32_nearest_sn_s:
        registers.unary(Float.self) { rounded($0, .toNearestOrEven) }
      case .f32_sqrt_sn_s:
        registers.unary(Float.self) { $0.squareRoot() }
      case .f64_abs_sn_s:
        registers.unary(UInt64.self) { magnitude(Double.self, $0) }
      case .f64_neg_sn_s:
        registers.unary(UInt64.self) { negated(Double.self, $0) }
      case .f64_ceil_sn_s:
        registers.unary(Double.self) { rounded($0, .up) }
      case .f64_floor_sn_s:
        registers.unary(Double.self) { rounded($0, .down) }
      case .f64_trunc_sn_s:
        registers.unary(Double.self) { rounded($0, .towardZero) }
      case .f64_nearest_sn_s:
        registers.unary(Double.self) { rounded($0, .toNearestOrEven) }
      case .f64_sqrt_sn_s:
        registers.unary(Double.self) { $0.squareRoot() }
      case .i32_wrap_i64_sn_s:
        registers.unary(UInt64.self) { UInt32(truncatingIfNeeded: $0) }
      case .i64_extend_i32_s_sn_s:
        registers.unary(Int32.self) { Int64($0) }
      case .i64_extend_i32_u_sn_s:
        registers.unary(UInt32.self) { UInt64($0) }
      case .f32_convert_i32_s_sn_s:
        registers.unary(Int32.self) { Float($0) }
      case .f32_convert_i32_u_sn_s:
        registers.unary(UInt32.self) { Float($0) }
      case .f32_convert_i64_s_sn_s:
        registers.unary(Int64.self) { Float($0) }
      case .f32_convert_i64_u_sn_s:
        registers.unary(UInt64.self) { Float($0) }
      case .f32_demote_f64_sn_s:
        registers.unary(Double.self, demoted)
      case .f64_convert_i32_s_sn_s:
        registers.unary(Int32.self) { Double($0) }
      case .f64_convert_i32_u_sn_s:
        registers.unary(UInt32.self) { Double($0) }
      case .f64_convert_i64_s_sn_s:
        registers.unary(Int64.self) { Double($0) }
      case .f64_convert_i64_u_sn_s:
        registers.unary(UInt64.self) { Double($0) }
      case .f64_promote_f32_sn_s:
        registers.unary(Float.self, promoted)
      case .i32_reinterpret_f32_sn_s:
        registers.unary(UInt32.self) { $0 }
      case .i64_reinterpret_f64_sn_s:
        registers.unary(UInt64.self) { $0 }
      case .f32_reinterpret_i32_sn_s:
        registers.unary(UInt32.self) { $0 }
      case .f64_reinterpret_i64_sn_s:
        registers.unary(UInt64.self) { $0 }
      case .i32_extend8_s_sn_s:
        registers.unary(Int32.self) { Int32(Int8(truncatingIfNeeded: $0)) }
      case .i32_extend16_s_sn_s:
        registers.unary(Int32.self) { Int32(Int16(truncatingIfNeeded: $0)) }
      case .i64_extend8_s_sn_s:
        registers.unary(Int64.self) { Int64(Int8(truncatingIfNeeded: $0)) }
      case .i64_extend16_s_sn_s:
        registers.unary(Int64.self) { Int64(Int16(truncatingIfNeeded: $0)) }
      case .i64_extend32_s_sn_s:
        registers.unary(Int64.self) { Int64(Int32(truncatingIfNeeded: $0)) }
      case .i32_trunc_sat_f32_s_sn_s:
        registers.saturate(Float.self, Int32.init(exactly:))
      case .i32_trunc_sat_f32_u_sn_s:
        registers.saturate(Float.self, UInt32.init(exactly:))
      case .i32_trunc_sat_f64_s_sn_s:
        registers.saturate(Double.self, Int32.init(exactly:))
      case .i32_trunc_sat_f64_u_sn_s:
        registers.saturate(Double.self, UInt32.init(exactly:))
      case .i64_trunc_sat_f32_s_sn_s:
        registers.saturate(Float.self, Int64.init(exactly:))
      case .i64_trunc_sat_f32_u_sn_s:
        registers.saturate(Float.self, UInt64.init(exactly:))
      case .i64_trunc_sat_f64_s_sn_s:
        registers.saturate(Double.self, Int64.init(exactly:))
      case .i64_trunc_sat_f64_u_sn_s:
        registers.saturate(Double.self, UInt64.init(exactly:))
      case .i32_trunc_f32_s_sn_s:
        try registers.truncate(Float.self, Int32.init(exactly:))
      case .i32_trunc_f32_u_sn_s:
        try registers.truncate(Float.self, UInt32.init(exactly:))
      case .i32_trunc_f64_s_sn_s:
        try registers.truncate(Double.self, Int32.init(exactly:))
      case .i32_trunc_f64_u_sn_s:
        try registers.truncate(Double.self, UInt32.init(exactly:))
      case .i64_trunc_f32_s_sn_s:
        try registers.truncate(Float.self, Int64.init(exactly:))
      case .i64_trunc_f32_u_sn_s:
        try registers.truncate(Float.self, UInt64.init(exactly:))
      case .i64_trunc_f64_s_sn_s:
        try registers.truncate(Double.self, Int64.init(exactly:))
      case .i64_trunc_f64_u_sn_s:
        try registers.truncate(Double.self, UInt64.init(exactly:))

      // Operations of two operands

      case .i32_add_ss_s:
        registers.binary(UInt32.self, &+)
      case .i32_sub_ss_s:
        registers.binary(UInt32.self, &-)
      case .i32_mul_ss_s:
        registers.binary(UInt32.self, &*)
      case .i32_and_ss_s:
        registers.binary(UInt32.self, &)
      case .i32_or_ss_s:
        registers.binary(UInt32.self, |)
      case .i32_xor_ss_s:
        registers.binary(UInt32.self, ^)
      case .i32_shl_ss_s:
        registers.binary(UInt32.self, &<<)
      case .i32_shr_s_ss_s:
        registers.binary(Int32.self, &>>)
      case .i32_shr_u_ss_s:
        registers.binary(UInt32.self, &>>)
      case .i32_rotl_ss_s:
        registers.binary(UInt32.self, rotateLeft)
      case .i32_rotr_ss_s:
        registers.binary(UInt32.self, rotateRight)
      case .i64_add_ss_s:
        registers.binary(UInt64.self, &+)
      case .i64_sub_ss_s:
        registers.binary(UInt64.self, &-)
      case .i64_mul_ss_s:
        registers.binary(UInt64.self, &*)
      case .i64_and_ss_s:
        registers.binary(UInt64.self, &)
      case .i64_or_ss_s:
        registers.binary(UInt64.self, |)
      case .i64_xor_ss_s:
        registers.binary(UInt64.self, ^)
      case .i64_shl_ss_s:
        registers.binary(UInt64.self, &<<)
      case .i64_shr_s_ss_s:
        registers.binary(Int64.self, &>>)
      case .i64_shr_u_ss_s:
        registers.binary(UInt64.self, &>>)
      case .i64_rotl_ss_s:
        registers.binary(UInt64.self, rotateLeft)
      case .i64_rotr_ss_s:
        registers.binary(UInt64.self, rotateRight)
      case .f32_add_ss_s:
        registers.binary(Float.self, +)
      case .f32_sub_ss_s:
        registers.binary(Float.self, -)
      case .f32_mul_ss_s:
        registers.binary(Float.self, *)
      case .f32_div_ss_s:
        registers.binary(Float.self, /)
      case .f32_min_ss_s:
        registers.binary(Float.self, minimum)
      case .f32_max_ss_s:
        registers.binary(Float.self, maximum)
      case .f32_copysign_ss_s:
        registers.binary(UInt32.self) { withSign(Float.self, $0, of: $1) }
      case .f64_add_ss_s:
        registers.binary(Double.self, +)
      case .f64_sub_ss_s:
        registers.binary(Double.self, -)
      case .f64_mul_ss_s:
        registers.binary(Double.self, *)
      case .f64_div_ss_s:
        registers.binary(Double.self, /)
      case .f64_min_ss_s:
        registers.binary(Double.self, minimum)
      case .f64_max_ss_s:
        registers.binary(Double.self, maximum)
      case .f64_copysign_ss_s:
        registers.binary(UInt64.self) { withSign(Double.self, $0, of: $1) }
      case .i32_div_s_ss_s:
        try registers.binary(Int32.self, quotient)
      case .i32_div_u_ss_s:
        try registers.binary(UInt32.self, quotient)
      case .i32_rem_s_ss_s:
        try registers.binary(Int32.self, remainder)
      case .i32_rem_u_ss_s:
        try registers.binary(UInt32.self, remainder)
      case .i64_div_s_ss_s:
        try registers.binary(Int64.self, quotient)
      case .i64_div_u_ss_s:
        try registers.binary(UInt64.self, quotient)
      case .i64_rem_s_ss_s:
        try registers.binary(Int64.self, remainder)
      case .i64_rem_u_ss_s:
        try registers.binary(UInt64.self, remainder)

      case .i64_add128_ss_s:
        registers.wideSum { $0.adding($1) }
      case .i64_sub128_ss_s:
        registers.wideSum { $0.subtracting($1) }
      case .i64_mul_wide_s_ss_s:
        registers.wideProduct { WideInteger(signedProductOf: $0, $1) }
      case .i64_mul_wide_u_ss_s:
        registers.wideProduct { WideInteger(productOf: $0, $1) }

      // Numbers of handlers with constants or accumulators, and no handlers at all.

      default:
        throw Trap(.none)
      }
    }
  } catch {
    return registers.stop(error)
  }
}
