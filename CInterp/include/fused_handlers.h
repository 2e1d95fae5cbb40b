// Sequences of instructions that have a handler of their own.
//
// A code image never holds them: it holds the instructions one after the other, and where an image is resolved, the
// first one of a sequence gets the address of the handler for all of them. The others stay as they are, for branches
// that lead there. Which sequences are worth it is counted over real programs: see docs/performance.md.
//
// All but the last must always go on with the next instruction; none may leave the loop but by a trap.
#ifndef FUSED_HANDLERS_H
#define FUSED_HANDLERS_H

#include "handlers.h"

#define FUSED_PAIRS(X) \
  X(copy_sn_n, branch_nn_f) \
  X(copy_sn_n, branch_nn_b) \
  X(copy_sn_n, branch_if_i32_sn_b) \
  X(copy_sn_n, branch_if_i32_an_b) \
  X(copy_sn_n, branch_unless_i32_sn_f) \
  X(copy_sn_n, call_nn_n) \
  X(copy_sn_n, call_indirect_an_n) \
  X(copy_sn_n, keep_an_n) \
  X(copy_sn_n, constant_kn_n) \
  X(copy_sn_n, get_global_nn_a) \
  X(copy_sn_n, i32_load_sn_s) \
  X(copy_sn_n, i32_load8_u_sn_s) \
  X(copy_sn_n, branch_if_i32_lt_u_ss_b) \
  X(copy_sn_n, i32_add_sk_s) \
  X(copy_sn_n, i32_and_sk_s) \
  X(copy_sn_n, i32_and_sk_a) \
  X(copy_sn_n, pin_sn_p) \
  X(copy_sn_n, pin_sn_q) \
  X(copy_sn_n, unpin_pn_s) \
  X(copy_sn_n, unpin_qn_s) \
  X(constant_kn_n, branch_nn_f) \
  X(constant_kn_n, branch_nn_b) \
  X(constant_kn_n, branch_table_sn_n) \
  X(constant_kn_n, return_value_sn_n) \
  X(constant_kn_n, call_nn_n) \
  X(constant_kn_n, copy_sn_n) \
  X(constant_kn_n, constant_kn_n) \
  X(constant_kn_n, select_sn_n) \
  X(constant_kn_n, i32_load_sn_a) \
  X(constant_kn_n, branch_if_i32_lt_u_sk_f) \
  X(constant_kn_n, i32_add_sk_s) \
  X(constant_kn_n, i32_add_sk_p) \
  X(constant_kn_n, i32_add_sk_q) \
  X(constant_kn_n, i32_and_as_s) \
  X(constant_kn_n, i32_and_sk_a) \
  X(constant_kn_n, i32_shl_as_s) \
  X(constant_kn_n, f32_mul_ss_a) \
  X(constant_kn_n, copy_pair_sn_n) \
  X(constant_kn_n, select_integer_sk_s) \
  X(constant_kn_n, indexed_i32_load_sk_a) \
  X(constant_kn_n, indexed_i32_store8_pk_s) \
  X(constant_kn_n, indexed_i32_store8_qk_s) \
  X(constant_kn_n, pin_sn_p) \
  X(constant_kn_n, pin_sn_q) \
  X(select_sn_n, select_sn_n) \
  X(select_sn_n, i32_ne_sk_s) \
  X(select_sn_n, pin_sn_p) \
  X(select_sn_n, pin_sn_q) \
  X(select_wide_sn_n, v128_store_ss_n) \
  X(get_global_nn_a, branch_if_i32_an_f) \
  X(get_global_nn_a, i32_load8_u_an_a) \
  X(get_global_nn_a, branch_if_i32_ne_ak_f) \
  X(get_global_nn_a, i32_add_ak_a) \
  X(get_global_nn_a, i32_sub_ak_s) \
  X(get_global_nn_a, i32_sub_ak_a) \
  X(set_global_sn_n, indexed_i32_load_sk_s) \
  X(set_global_an_n, return_nn_n) \
  X(set_global_an_n, return_value_sn_n) \
  X(set_global_an_n, i32_load_sn_s) \
  X(i32_load_sn_s, branch_nn_b) \
  X(i32_load_sn_s, branch_if_i32_an_f) \
  X(i32_load_sn_s, branch_unless_i32_an_f) \
  X(i32_load_sn_s, call_nn_n) \
  X(i32_load_sn_s, copy_sn_n) \
  X(i32_load_sn_s, constant_kn_n) \
  X(i32_load_sn_s, i32_load_sn_s) \
  X(i32_load_sn_s, i32_load_sn_a) \
  X(i32_load_sn_s, i32_load_pn_s) \
  X(i32_load_sn_s, i32_load_qn_s) \
  X(i32_load_sn_s, branch_if_i32_le_u_as_f) \
  X(i32_load_sn_s, i32_add_as_s) \
  X(i32_load_sn_s, i32_add_as_a) \
  X(i32_load_sn_s, i32_add_sk_s) \
  X(i32_load_sn_s, i32_add_sk_a) \
  X(i32_load_sn_s, i32_sub_sa_a) \
  X(i32_load_sn_s, i32_shl_sk_a) \
  X(i32_load_sn_a, f32_load_an_s) \
  X(i32_load_sn_a, f32_load_an_a) \
  X(i32_load_sn_a, i32_eq_as_a) \
  X(i32_load_sn_a, branch_if_i32_ge_u_ak_f) \
  X(i32_load_sn_a, i32_add_as_s) \
  X(i32_load_sn_a, i32_add_as_a) \
  X(i32_load_sn_a, i32_add_ak_a) \
  X(i32_load_sn_a, i32_and_ak_a) \
  X(i32_load_sn_a, i32_shl_ak_a) \
  X(i32_load_sn_a, i32_rem_u_ak_a) \
  X(i32_load_sn_p, i32_add_qk_q) \
  X(i32_load_sn_q, i32_add_pk_p) \
  X(i32_load_an_s, select_sn_n) \
  X(i32_load_an_s, i32_load_sn_s) \
  X(i32_load_an_s, i32_load_an_s) \
  X(i32_load_an_s, branch_if_i32_ge_u_ak_f) \
  X(i32_load_an_a, branch_table_an_n) \
  X(i32_load_an_a, branch_if_i32_eq_as_f) \
  X(i32_load_an_a, branch_if_i32_ne_ak_f) \
  X(i32_load_kn_s, copy_sn_n) \
  X(i32_load_kn_s, i32_load_kn_s) \
  X(i32_load_kn_a, i32_store_qa_n) \
  X(i32_load_kn_a, branch_if_i32_eq_as_f) \
  X(i32_load_pn_s, constant_kn_n) \
  X(i32_load_pn_s, i32_load_an_s) \
  X(i32_load_pn_s, branch_if_i32_lt_s_as_b) \
  X(i32_load_pn_s, branch_if_i32_lt_u_as_b) \
  X(i32_load_pn_s, i32_add_pk_s) \
  X(i32_load_pn_s, i32_add_pk_p) \
  X(i32_load_pn_s, i32_mul_sk_a) \
  X(i32_load_pn_a, branch_table_an_n) \
  X(i32_load_pn_a, i32_store_sa_n) \
  X(i32_load_pn_a, i32_store_ka_n) \
  X(i32_load_pn_a, i32_store_qa_n) \
  X(i32_load_pn_a, i32_le_u_as_a) \
  X(i32_load_pn_a, i64_extend_i32_u_an_a) \
  X(i32_load_pn_a, i32_add_qa_a) \
  X(i32_load_pn_a, i32_mul_as_a) \
  X(i32_load_pn_a, i32_shl_ak_a) \
  X(i32_load_pn_p, i32_xor_pk_s) \
  X(i32_load_pn_p, branch_if_i32_pn_f) \
  X(i32_load_pn_p, branch_if_i32_pn_b) \
  X(i32_load_pn_q, branch_if_i32_lt_u_qk_f) \
  X(i32_load_qn_s, constant_kn_n) \
  X(i32_load_qn_s, i32_load_sn_a) \
  X(i32_load_qn_s, i32_load_an_s) \
  X(i32_load_qn_s, branch_if_i32_lt_s_as_b) \
  X(i32_load_qn_s, branch_if_i32_lt_u_as_b) \
  X(i32_load_qn_s, i32_add_qk_s) \
  X(i32_load_qn_s, i32_add_qk_q) \
  X(i32_load_qn_s, i32_mul_sk_a) \
  X(i32_load_qn_a, branch_table_an_n) \
  X(i32_load_qn_a, i32_store_sa_n) \
  X(i32_load_qn_a, i32_store_ka_n) \
  X(i32_load_qn_a, i32_le_u_as_a) \
  X(i32_load_qn_a, i64_extend_i32_u_an_a) \
  X(i32_load_qn_a, i32_add_pa_a) \
  X(i32_load_qn_a, i32_mul_as_a) \
  X(i32_load_qn_q, i32_load_pn_p) \
  X(i32_load_qn_q, branch_if_i32_qn_b) \
  X(i64_load_sn_s, i64_load_sn_s) \
  X(i64_load_sn_s, i64_load_sn_a) \
  X(i64_load_sn_s, i32_shr_u_sk_a) \
  X(i64_load_sn_a, i64_store_sa_n) \
  X(i64_load_sn_a, i64_add_as_s) \
  X(f32_load_sn_s, f32_load_sn_s) \
  X(f32_load_sn_s, f32_load_sn_a) \
  X(f32_load_sn_a, f32_store_sa_n) \
  X(f32_load_sn_a, f32_mul_sa_a) \
  X(f32_load_an_s, f32_load_sn_a) \
  X(f32_load_an_a, f32_mul_as_s) \
  X(f64_load_an_a, f64_add_sa_a) \
  X(f64_load_kn_a, f64_add_sa_a) \
  X(f64_load_pn_a, f64_mul_sa_a) \
  X(f64_load_qn_s, f64_mul_ss_a) \
  X(f64_load_qn_a, f64_mul_sa_a) \
  X(i32_load8_u_sn_s, branch_unless_i32_an_f) \
  X(i32_load8_u_sn_s, call_nn_n) \
  X(i32_load8_u_sn_s, i32_load8_u_sn_a) \
  X(i32_load8_u_sn_s, i32_add_sk_s) \
  X(i32_load8_u_sn_s, indexed_i32_load8_u_sk_s) \
  X(i32_load8_u_sn_a, i32_store8_sa_n) \
  X(i32_load8_u_sn_a, branch_if_i32_ne_as_f) \
  X(i32_load8_u_sn_a, i32_and_ak_a) \
  X(i32_load8_u_sn_p, i32_add_sk_s) \
  X(i32_load8_u_sn_q, i32_add_sk_s) \
  X(i32_load8_u_an_s, i32_load8_u_qn_a) \
  X(i32_load8_u_an_a, return_value_an_n) \
  X(i32_load8_u_an_a, branch_if_i32_eq_as_f) \
  X(i32_load8_u_pn_s, branch_if_i32_an_b) \
  X(i32_load8_u_pn_s, i32_load8_u_qn_s) \
  X(i32_load8_u_pn_s, i32_load8_u_qn_a) \
  X(i32_load8_u_pn_s, far_i32_load8_u_sn_s) \
  X(i32_load8_u_pn_a, branch_if_i32_an_b) \
  X(i32_load8_u_pn_a, branch_unless_i32_an_f) \
  X(i32_load8_u_pn_a, i32_store8_sa_n) \
  X(i32_load8_u_pn_a, branch_if_i32_ne_as_f) \
  X(i32_load8_u_pn_a, i32_add_ak_q) \
  X(i32_load8_u_pn_q, i32_add_pk_p) \
  X(i32_load8_u_qn_s, branch_if_i32_an_b) \
  X(i32_load8_u_qn_s, i32_load8_u_pn_s) \
  X(i32_load8_u_qn_s, far_i32_load8_u_sn_s) \
  X(i32_load8_u_qn_s, branch_if_i32_eq_as_f) \
  X(i32_load8_u_qn_s, i32_add_ps_s) \
  X(i32_load8_u_qn_a, branch_if_i32_an_b) \
  X(i32_load8_u_qn_a, branch_unless_i32_an_f) \
  X(i32_load8_u_qn_a, i32_store8_sa_n) \
  X(i32_load8_u_qn_a, branch_if_i32_eq_as_b) \
  X(i32_load8_u_qn_a, branch_if_i32_ne_as_f) \
  X(i32_load8_u_qn_a, i32_add_ak_p) \
  X(i32_load8_u_qn_p, i32_add_qk_q) \
  X(i32_load16_s_sn_s, i32_load16_s_sn_a) \
  X(i32_load16_s_sn_a, i32_sub_sa_a) \
  X(i32_load16_s_pn_s, indexed_i32_load16_s_qk_a) \
  X(i32_load16_u_pn_s, constant_kn_n) \
  X(far_i32_load8_u_sn_s, pin_sn_p) \
  X(far_i32_load8_u_sn_s, pin_sn_q) \
  X(i32_store_ss_n, return_nn_n) \
  X(i32_store_ss_n, i32_load_sn_a) \
  X(i32_store_ss_n, i32_store_ss_n) \
  X(i32_store_ss_n, i32_add_sk_s) \
  X(i32_store_ss_n, i32_mul_sk_a) \
  X(i32_store_ks_n, i32_load_kn_s) \
  X(i32_store_ps_n, i32_store_qs_n) \
  X(i32_store_ps_n, unpin_pn_s) \
  X(i32_store_qs_n, branch_if_i32_le_u_ss_b) \
  X(i32_store_qs_n, indexed_i32_store_pk_s) \
  X(i32_store_qs_n, unpin_qn_s) \
  X(i32_store_sa_n, branch_nn_f) \
  X(i32_store_sa_n, return_nn_n) \
  X(i32_store_sa_n, constant_kn_n) \
  X(i32_store_sa_n, i32_load_sn_s) \
  X(i32_store_sa_n, i32_load_sn_a) \
  X(i32_store_sa_n, i32_load_an_s) \
  X(i32_store_sa_n, i32_load8_u_sn_s) \
  X(i32_store_sa_n, i32_store_ss_n) \
  X(i32_store_sa_n, i32_add_ss_s) \
  X(i32_store_sa_n, i32_add_sk_s) \
  X(i32_store_sa_n, i32_add_pk_p) \
  X(i32_store_ka_n, i32_load_sn_a) \
  X(i32_store_ka_n, i32_load_pn_a) \
  X(i32_store_ka_n, i32_mul_sk_p) \
  X(i32_store_ka_n, i32_mul_sk_q) \
  X(i32_store_pa_n, branch_nn_f) \
  X(i32_store_pa_n, i32_add_pk_p) \
  X(i32_store_qa_n, branch_nn_f) \
  X(i32_store_qa_n, i32_add_qk_q) \
  X(i32_store_sp_n, i32_load_qn_s) \
  X(i32_store_sp_n, i32_add_sk_s) \
  X(i32_store_kp_n, branch_if_i32_pn_b) \
  X(i32_store_qp_n, i32_add_qk_q) \
  X(i32_store_sq_n, i32_add_sk_s) \
  X(i32_store_pq_n, i32_add_pk_p) \
  X(i64_store_ss_n, i64_store_ss_n) \
  X(i64_store_sa_n, return_nn_n) \
  X(i64_store_sa_n, i64_load_sn_a) \
  X(i64_store_sa_n, i32_add_sk_s) \
  X(i64_store_sa_n, i64_shl_sk_s) \
  X(f32_store_ss_n, return_value_sn_n) \
  X(f32_store_ss_n, f32_load_sn_a) \
  X(f32_store_as_n, i32_load_sn_a) \
  X(f32_store_sa_n, f32_store_ss_n) \
  X(f64_store_qa_n, f64_load_qn_s) \
  X(i32_store8_ss_n, i32_add_sk_s) \
  X(i32_store8_qs_n, i32_add_qk_q) \
  X(i32_store8_sa_n, i32_add_sk_s) \
  X(i32_store8_sa_n, i32_add_pk_p) \
  X(i32_store8_sa_n, i32_add_qk_q) \
  X(i32_store8_pa_n, indexed_i32_load8_u_qk_a) \
  X(i32_store8_qa_n, i32_add_qk_q) \
  X(i32_store8_qa_n, indexed_i32_load8_u_pk_a) \
  X(i32_store8_ak_n, i32_load_pn_a) \
  X(i32_store8_ak_n, i32_load_qn_a) \
  X(i32_store8_ak_n, i32_add_ps_p) \
  X(i32_store8_ak_n, i32_add_pk_p) \
  X(i32_store8_ak_n, i32_add_qs_q) \
  X(i32_store8_ak_n, i32_add_qk_q) \
  X(i32_store8_qp_n, i32_add_pk_a) \
  X(i32_store8_pq_n, i32_add_qk_a) \
  X(far_i32_store8_ss_n, i32_mul_sk_a) \
  X(i32_eq_as_a, select_integer_sk_a) \
  X(i32_ne_as_a, i32_add_as_p) \
  X(i32_ne_as_a, i32_add_as_q) \
  X(i32_ne_sk_s, branch_unless_i32_sn_f) \
  X(i32_lt_s_ak_s, select_integer_ss_s) \
  X(i32_lt_u_sk_s, i32_add_sk_s) \
  X(i32_lt_u_ak_a, i32_add_as_s) \
  X(i32_lt_u_ak_a, i32_add_ak_a) \
  X(i32_lt_u_ak_a, i32_or_as_a) \
  X(i32_ge_u_sk_a, select_integer_sk_a) \
  X(i64_lt_s_pa_a, select_integer_sk_s) \
  X(i64_lt_u_ss_a, i64_extend_i32_u_an_a) \
  X(i32_gt_u_pa_a, select_integer_sp_p) \
  X(i32_gt_u_pq_a, select_integer_qp_q) \
  X(i32_gt_u_qa_a, select_integer_sq_q) \
  X(i32_le_u_as_a, i32_add_as_s) \
  X(f64_lt_ak_a, i32_xor_ak_a) \
  X(f64_gt_as_a, branch_unless_i32_an_f) \
  X(f64_le_pq_a, branch_unless_i32_an_f) \
  X(i32_eqz_sn_a, i32_add_as_s) \
  X(i32_eqz_pn_a, i32_add_as_s) \
  X(i64_clz_an_a, i64_add_as_a) \
  X(i64_popcnt_sn_a, i64_add_as_s) \
  X(f32_abs_an_a, branch_if_f32_gt_ak_f) \
  X(f32_abs_pn_a, branch_if_f32_gt_ak_f) \
  X(f32_neg_an_s, i32_trunc_f32_s_sn_a) \
  X(f32_sqrt_an_a, f64_promote_f32_an_a) \
  X(f64_sqrt_an_a, f64_mul_sa_a) \
  X(i64_extend_i32_s_an_a, i64_add_as_s) \
  X(i64_extend_i32_u_sn_s, i64_extend_i32_u_sn_s) \
  X(i64_extend_i32_u_sn_s, i64_mul_ss_a) \
  X(i64_extend_i32_u_sn_s, i64_mul_as_s) \
  X(i64_extend_i32_u_sn_s, i64_div_u_pa_a) \
  X(i64_extend_i32_u_sn_a, i64_mul_pa_p) \
  X(i64_extend_i32_u_sn_a, i64_or_as_a) \
  X(i64_extend_i32_u_an_s, i64_xor_ak_a) \
  X(i64_extend_i32_u_an_a, i64_add_as_s) \
  X(i64_extend_i32_u_an_a, i64_add_as_a) \
  X(i64_extend_i32_u_an_a, i64_mul_ak_a) \
  X(i64_extend_i32_u_an_a, i64_shl_ak_s) \
  X(f32_demote_f64_an_s, f64_promote_f32_an_a) \
  X(f64_promote_f32_an_a, f64_lt_ak_a) \
  X(f64_promote_f32_an_a, f64_add_ak_a) \
  X(f32_floor_an_s, f32_sub_sa_s) \
  X(i32_trunc_f32_s_sn_a, i32_and_ak_a) \
  X(i32_add_ss_s, return_value_sn_n) \
  X(i32_add_ss_s, i32_load_sn_a) \
  X(i32_add_ss_s, i32_load8_u_an_s) \
  X(i32_add_ss_s, i32_add_sk_s) \
  X(i32_add_ss_s, i32_xor_ss_a) \
  X(i32_add_ss_s, i32_xor_as_a) \
  X(i32_add_ss_a, return_value_an_n) \
  X(i32_add_ss_p, i32_store8_qp_n) \
  X(i32_add_ss_p, i32_add_ss_q) \
  X(i32_add_ss_p, indexed_f64_load_pk_s) \
  X(i32_add_ss_q, i32_store8_pq_n) \
  X(i32_add_ss_q, i32_add_ss_p) \
  X(i32_add_ss_q, indexed_f64_load_qk_s) \
  X(i32_add_ss_q, indexed_i32_load16_s_qk_a) \
  X(i32_add_as_s, copy_sn_n) \
  X(i32_add_as_s, i32_load_sn_s) \
  X(i32_add_as_s, i32_load_sn_p) \
  X(i32_add_as_s, i32_load_sn_q) \
  X(i32_add_as_s, i32_load_an_s) \
  X(i32_add_as_s, i32_load_an_a) \
  X(i32_add_as_s, i32_load8_u_sn_s) \
  X(i32_add_as_s, i32_load8_u_an_s) \
  X(i32_add_as_s, i32_store_pa_n) \
  X(i32_add_as_s, i32_eqz_pn_a) \
  X(i32_add_as_s, i32_add_ss_s) \
  X(i32_add_as_s, i32_add_as_s) \
  X(i32_add_as_s, i32_add_sk_s) \
  X(i32_add_as_s, i32_add_pk_s) \
  X(i32_add_as_s, i32_add_pk_p) \
  X(i32_add_as_s, i32_add_qk_q) \
  X(i32_add_as_s, i32_xor_ss_a) \
  X(i32_add_as_s, i32_xor_as_a) \
  X(i32_add_as_s, i32_xor_pa_a) \
  X(i32_add_as_s, i32_xor_qa_a) \
  X(i32_add_as_s, indexed_i32_load_ps_s) \
  X(i32_add_as_s, indexed_i32_load_qs_s) \
  X(i32_add_as_s, pin_sn_p) \
  X(i32_add_as_a, return_value_an_n) \
  X(i32_add_as_a, i32_store_sa_n) \
  X(i32_add_as_a, i32_add_as_s) \
  X(i32_add_as_a, i32_add_as_a) \
  X(i32_add_as_a, i32_add_ak_s) \
  X(i32_add_as_a, i32_add_ak_a) \
  X(i32_add_as_a, i32_mul_ak_a) \
  X(i32_add_as_a, i32_xor_pa_p) \
  X(i32_add_as_a, i32_rotl_ak_a) \
  X(i32_add_as_a, indexed_i32_store_pk_a) \
  X(i32_add_as_a, indexed_i32_store_qk_a) \
  X(i32_add_as_p, copy_sn_n) \
  X(i32_add_as_p, i32_load_pn_a) \
  X(i32_add_as_p, i32_add_qk_q) \
  X(i32_add_as_q, copy_sn_n) \
  X(i32_add_as_q, i32_add_pk_p) \
  X(i32_add_sk_s, branch_nn_f) \
  X(i32_add_sk_s, branch_nn_b) \
  X(i32_add_sk_s, branch_if_i32_sn_b) \
  X(i32_add_sk_s, branch_if_i32_an_b) \
  X(i32_add_sk_s, return_value_sn_n) \
  X(i32_add_sk_s, call_nn_n) \
  X(i32_add_sk_s, copy_sn_n) \
  X(i32_add_sk_s, constant_kn_n) \
  X(i32_add_sk_s, get_global_nn_a) \
  X(i32_add_sk_s, i32_load_sn_a) \
  X(i32_add_sk_s, i32_load_pn_s) \
  X(i32_add_sk_s, i32_load_qn_s) \
  X(i32_add_sk_s, i32_store_ka_n) \
  X(i32_add_sk_s, i32_lt_u_ak_a) \
  X(i32_add_sk_s, branch_if_i32_ne_as_b) \
  X(i32_add_sk_s, branch_if_i32_ne_ak_b) \
  X(i32_add_sk_s, branch_if_i32_lt_s_as_f) \
  X(i32_add_sk_s, branch_if_i32_lt_u_as_b) \
  X(i32_add_sk_s, branch_if_i32_lt_u_ak_f) \
  X(i32_add_sk_s, branch_if_i32_lt_u_ak_b) \
  X(i32_add_sk_s, branch_if_i32_ge_u_ak_f) \
  X(i32_add_sk_s, branch_if_i32_ge_u_ak_b) \
  X(i32_add_sk_s, i32_gt_u_pa_a) \
  X(i32_add_sk_s, i32_gt_u_qa_a) \
  X(i32_add_sk_s, i32_add_ss_s) \
  X(i32_add_sk_s, i32_add_as_s) \
  X(i32_add_sk_s, i32_add_sk_s) \
  X(i32_add_sk_s, i32_add_pk_p) \
  X(i32_add_sk_s, i32_add_qk_q) \
  X(i32_add_sk_s, i32_and_sk_a) \
  X(i32_add_sk_s, i32_and_ak_s) \
  X(i32_add_sk_s, i32_and_ak_a) \
  X(i32_add_sk_s, i32_xor_as_a) \
  X(i32_add_sk_s, i32_shl_sk_a) \
  X(i32_add_sk_s, i32_shr_u_ak_s) \
  X(i32_add_sk_s, copy_pair_sn_n) \
  X(i32_add_sk_s, indexed_i32_load_as_a) \
  X(i32_add_sk_s, indexed_i32_load8_u_pa_a) \
  X(i32_add_sk_s, indexed_i32_load8_u_qa_a) \
  X(i32_add_sk_s, pin_sn_p) \
  X(i32_add_sk_s, pin_sn_q) \
  X(i32_add_sk_s, pin_kn_p) \
  X(i32_add_sk_s, pin_kn_q) \
  X(i32_add_sk_s, unpin_pn_s) \
  X(i32_add_sk_s, branch_if_i32_pn_b) \
  X(i32_add_sk_a, branch_table_an_n) \
  X(i32_add_sk_a, return_value_an_n) \
  X(i32_add_sk_a, set_global_an_n) \
  X(i32_add_sk_a, i32_store_sa_n) \
  X(i32_add_sk_a, i32_store_ka_n) \
  X(i32_add_sk_a, i32_shr_u_sa_a) \
  X(i32_add_sk_p, i32_add_sk_s) \
  X(i32_add_sk_p, i32_add_pk_p) \
  X(i32_add_sk_p, indexed_i32_load8_u_ps_s) \
  X(i32_add_sk_q, branch_if_i32_le_u_pq_f) \
  X(i32_add_sk_q, i32_add_sk_s) \
  X(i32_add_sk_q, indexed_i32_load8_u_qs_s) \
  X(i32_add_ak_s, constant_kn_n) \
  X(i32_add_ak_s, i32_load_an_a) \
  X(i32_add_ak_s, i32_add_sk_s) \
  X(i32_add_ak_s, copy_pair_sn_n) \
  X(i32_add_ak_a, branch_table_an_n) \
  X(i32_add_ak_a, return_value_an_n) \
  X(i32_add_ak_a, call_indirect_an_n) \
  X(i32_add_ak_a, set_global_an_n) \
  X(i32_add_ak_a, i32_store_sa_n) \
  X(i32_add_ak_a, i32_store8_ak_n) \
  X(i32_add_ak_a, i32_lt_u_ak_a) \
  X(i32_add_ak_a, i32_xor_ak_a) \
  X(i32_add_ak_a, i32_rem_u_ak_a) \
  X(i32_add_ps_s, i32_load8_u_an_a) \
  X(i32_add_ps_s, i32_add_pk_p) \
  X(i32_add_ps_s, i32_xor_as_a) \
  X(i32_add_ps_s, indexed_i32_load8_u_sk_s) \
  X(i32_add_ps_s, indexed_i32_load8_u_sk_a) \
  X(i32_add_ps_s, v128_load32_splat_an_a) \
  X(i32_add_ps_s, indexed_v128_load32_splat_sk_s) \
  X(i32_add_ps_a, i32_store8_ak_n) \
  X(i32_add_ps_p, branch_if_i32_lt_u_pk_b) \
  X(i32_add_ps_p, i32_add_sk_s) \
  X(i32_add_ps_p, i32_add_pq_a) \
  X(i32_add_ps_q, i32_load8_u_qn_s) \
  X(i32_add_ps_q, branch_if_i32_eq_qk_f) \
  X(i32_add_ps_q, branch_if_i32_ne_qk_f) \
  X(i32_add_ps_q, i32_add_ps_s) \
  X(i32_add_pa_s, i32_add_qk_q) \
  X(i32_add_pa_a, i32_store8_ak_n) \
  X(i32_add_pa_a, i32_add_ak_a) \
  X(i32_add_pk_s, branch_nn_b) \
  X(i32_add_pk_s, i32_load_an_a) \
  X(i32_add_pk_s, i32_load_pn_a) \
  X(i32_add_pk_s, i32_add_pk_s) \
  X(i32_add_pk_s, i32_xor_ak_a) \
  X(i32_add_pk_s, i32_shr_u_ak_s) \
  X(i32_add_pk_s, indexed_i32_load8_u_pk_s) \
  X(i32_add_pk_s, indexed_i32_load8_u_pk_p) \
  X(i32_add_pk_s, pin_sn_q) \
  X(i32_add_pk_s, pin_an_p) \
  X(i32_add_pk_s, i16x8_shr_u_ak_s) \
  X(i32_add_pk_s, i32x4_extract_lane_sn_a) \
  X(i32_add_pk_a, i32_and_as_a) \
  X(i32_add_pk_a, indexed_i32_store8_qk_a) \
  X(i32_add_pk_p, branch_nn_b) \
  X(i32_add_pk_p, i32_load_sn_s) \
  X(i32_add_pk_p, i32_load_pn_s) \
  X(i32_add_pk_p, i32_load8_u_an_s) \
  X(i32_add_pk_p, i32_load8_u_pn_a) \
  X(i32_add_pk_p, branch_if_i32_ne_ps_b) \
  X(i32_add_pk_p, branch_if_i32_ne_pq_b) \
  X(i32_add_pk_p, branch_if_i32_ne_pk_b) \
  X(i32_add_pk_p, branch_if_i32_lt_u_ps_f) \
  X(i32_add_pk_p, branch_if_i32_lt_u_ps_b) \
  X(i32_add_pk_p, branch_if_i32_lt_u_pk_b) \
  X(i32_add_pk_p, branch_if_i32_gt_s_as_b) \
  X(i32_add_pk_p, i64_extend_i32_u_sn_a) \
  X(i32_add_pk_p, i32_add_sk_s) \
  X(i32_add_pk_p, i32_add_qk_q) \
  X(i32_add_pk_p, branch_if_i32_pn_b) \
  X(i32_add_pk_p, branch_if_i32_qn_b) \
  X(i32_add_pk_q, i32_and_qk_s) \
  X(i32_add_pq_a, branch_if_i32_lt_u_ak_b) \
  X(i32_add_pq_p, branch_if_i32_lt_u_pk_b) \
  X(i32_add_qs_s, i32_load8_u_an_a) \
  X(i32_add_qs_s, i32_xor_as_a) \
  X(i32_add_qs_s, indexed_i32_load8_u_sk_s) \
  X(i32_add_qs_s, v128_load32_splat_an_a) \
  X(i32_add_qs_s, indexed_v128_load32_splat_sk_s) \
  X(i32_add_qs_a, i32_store8_ak_n) \
  X(i32_add_qs_p, i32_add_qs_s) \
  X(i32_add_qs_q, branch_if_i32_lt_u_qk_b) \
  X(i32_add_qs_q, i32_add_sk_s) \
  X(i32_add_qa_s, i32_add_pk_p) \
  X(i32_add_qa_a, i32_store8_ak_n) \
  X(i32_add_qa_a, i32_add_ak_a) \
  X(i32_add_qa_q, i32_xor_qs_a) \
  X(i32_add_qk_s, branch_nn_b) \
  X(i32_add_qk_s, i32_load_an_a) \
  X(i32_add_qk_s, i32_load_qn_a) \
  X(i32_add_qk_s, i32_shr_u_ak_s) \
  X(i32_add_qk_s, pin_an_q) \
  X(i32_add_qk_s, i32x4_extract_lane_sn_a) \
  X(i32_add_qk_a, i32_and_as_a) \
  X(i32_add_qk_a, indexed_i32_store8_pk_a) \
  X(i32_add_qk_p, i32_add_qk_q) \
  X(i32_add_qk_q, branch_nn_b) \
  X(i32_add_qk_q, i32_load_sn_s) \
  X(i32_add_qk_q, i32_load_pn_p) \
  X(i32_add_qk_q, i32_load_qn_s) \
  X(i32_add_qk_q, i32_load8_u_sn_p) \
  X(i32_add_qk_q, branch_if_i32_ne_qs_b) \
  X(i32_add_qk_q, branch_if_i32_ne_qk_b) \
  X(i32_add_qk_q, branch_if_i32_lt_u_qs_f) \
  X(i32_add_qk_q, branch_if_i32_lt_u_qs_b) \
  X(i32_add_qk_q, branch_if_i32_lt_u_qk_b) \
  X(i32_add_qk_q, branch_if_i32_gt_s_as_b) \
  X(i32_add_qk_q, i64_extend_i32_u_sn_a) \
  X(i32_add_qk_q, i32_add_sk_s) \
  X(i32_add_qk_q, i32_add_pk_s) \
  X(i32_add_qk_q, i32_add_pk_p) \
  X(i32_add_qk_q, branch_if_i32_pn_b) \
  X(i32_add_qk_q, branch_if_i32_qn_b) \
  X(i32_mul_as_s, i32_load16_s_pn_s) \
  X(i32_mul_as_s, indexed_i32_load16_s_pk_s) \
  X(i32_mul_as_a, i32_add_as_s) \
  X(i32_mul_as_a, i32_add_as_a) \
  X(i32_mul_sk_a, i32_add_as_s) \
  X(i32_mul_sk_a, i32_add_as_a) \
  X(i32_mul_sk_a, i32_add_ak_s) \
  X(i32_mul_sk_a, i32_add_ak_a) \
  X(i32_mul_sk_a, i32_add_pa_s) \
  X(i32_mul_sk_a, i32_add_qa_s) \
  X(i32_mul_sk_p, i32_add_sk_s) \
  X(i32_mul_sk_q, i32_add_sk_s) \
  X(i32_mul_ak_s, i32_load8_u_pn_q) \
  X(i32_mul_ak_s, i32_load8_u_qn_p) \
  X(i32_mul_ak_a, i32_add_as_s) \
  X(i32_mul_ak_a, i32_add_as_a) \
  X(i32_mul_ak_a, i32_add_ak_a) \
  X(i32_mul_pk_a, i32_add_ak_a) \
  X(i32_mul_pk_a, i32_and_ak_s) \
  X(i32_mul_qk_a, i32_add_ak_a) \
  X(i32_mul_qk_a, i32_and_ak_s) \
  X(i32_and_ss_a, i32_mul_as_p) \
  X(i32_and_ss_a, i32_mul_as_q) \
  X(i32_and_ss_a, i32_shl_ak_a) \
  X(i32_and_as_s, constant_kn_n) \
  X(i32_and_as_a, i32_and_ak_a) \
  X(i32_and_as_a, i32_or_as_s) \
  X(i32_and_as_a, i32_shr_u_ak_a) \
  X(i32_and_sk_s, branch_if_i32_an_f) \
  X(i32_and_sk_a, branch_if_i32_an_f) \
  X(i32_and_sk_a, branch_unless_i32_an_f) \
  X(i32_and_ak_s, i32_add_sk_s) \
  X(i32_and_ak_s, i32_xor_ak_s) \
  X(i32_and_ak_s, i32_shl_sk_a) \
  X(i32_and_ak_a, branch_if_i32_an_f) \
  X(i32_and_ak_a, branch_unless_i32_an_f) \
  X(i32_and_ak_a, branch_unless_i32_an_b) \
  X(i32_and_ak_a, i32_add_ak_a) \
  X(i32_and_ak_a, i32_or_as_s) \
  X(i32_and_ak_a, i32_or_as_a) \
  X(i32_and_ak_a, i32_shl_ak_a) \
  X(i32_and_ak_a, i32_shr_u_sa_a) \
  X(i32_and_ak_a, select_integer_ss_s) \
  X(i32_and_ak_a, select_integer_sp_p) \
  X(i32_and_ak_a, select_integer_sq_q) \
  X(i32_and_ak_a, select_float_ss_a) \
  X(i32_and_ak_a, indexed_i32_load8_u_ak_a) \
  X(i32_and_ak_p, i32_xor_pk_s) \
  X(i32_and_ak_q, i32_xor_qk_s) \
  X(i32_and_ps_a, i32_shl_ak_a) \
  X(i32_and_pk_s, constant_kn_n) \
  X(i32_and_pk_s, i32_load8_u_qn_a) \
  X(i32_and_pk_a, i32_xor_as_a) \
  X(i32_and_pk_p, branch_unless_i32_pn_f) \
  X(i32_and_pq_a, i32_shl_ak_a) \
  X(i32_and_qs_a, i32_shl_ak_a) \
  X(i32_and_qk_s, constant_kn_n) \
  X(i32_and_qk_s, select_wide_sn_n) \
  X(i32_and_qk_a, i32_xor_as_a) \
  X(i32_and_qk_q, branch_unless_i32_qn_f) \
  X(i32_or_as_s, i32_add_pk_s) \
  X(i32_or_as_s, i32_xor_pk_a) \
  X(i32_or_as_a, i32_store8_qa_n) \
  X(i32_or_as_a, i32_add_as_s) \
  X(i32_or_as_a, i32_and_ak_a) \
  X(i32_or_as_a, i32_shl_ak_a) \
  X(i32_or_as_a, i32_shr_u_ak_a) \
  X(i32_or_ps_a, i32_shl_ak_a) \
  X(i32_or_pk_s, branch_if_i32_lt_u_as_b) \
  X(i32_or_pk_p, i32_shl_pk_a) \
  X(i32_or_qs_a, i32_shl_ak_a) \
  X(i32_or_qk_s, branch_if_i32_lt_u_as_b) \
  X(i32_or_qk_q, i32_shl_qk_a) \
  X(i32_xor_ss_s, i32_xor_ss_s) \
  X(i32_xor_ss_a, i32_rotl_ak_s) \
  X(i32_xor_as_s, copy_sn_n) \
  X(i32_xor_as_s, i32_add_as_a) \
  X(i32_xor_as_s, i32_shl_sk_s) \
  X(i32_xor_as_s, i32_shl_ak_a) \
  X(i32_xor_as_s, i32_rotl_sk_s) \
  X(i32_xor_as_s, i32_rotl_pk_a) \
  X(i32_xor_as_s, i32_rotl_qk_a) \
  X(i32_xor_as_a, return_value_an_n) \
  X(i32_xor_as_a, i32_store_sa_n) \
  X(i32_xor_as_a, i32_add_as_s) \
  X(i32_xor_as_a, i32_mul_ak_s) \
  X(i32_xor_as_a, i32_and_ak_a) \
  X(i32_xor_as_a, i32_xor_as_s) \
  X(i32_xor_as_a, i32_rotl_ak_s) \
  X(i32_xor_as_p, i32_add_qk_q) \
  X(i32_xor_as_p, i32_xor_ps_a) \
  X(i32_xor_as_q, i32_add_pk_p) \
  X(i32_xor_as_q, i32_xor_qs_a) \
  X(i32_xor_sk_a, i32_and_ak_a) \
  X(i32_xor_ak_s, i32_shr_u_sk_a) \
  X(i32_xor_ak_a, branch_if_i32_an_f) \
  X(i32_xor_ak_a, i32_and_as_a) \
  X(i32_xor_ak_a, i32_shr_u_ak_a) \
  X(i32_xor_ps_a, i32_and_ak_a) \
  X(i32_xor_ps_a, i32_rotl_ak_s) \
  X(i32_xor_pa_s, i32_or_qs_a) \
  X(i32_xor_pa_a, i32_and_ak_a) \
  X(i32_xor_pa_a, i32_rotl_ak_p) \
  X(i32_xor_pa_p, i32_store_sp_n) \
  X(i32_xor_pa_p, i32_shl_pk_a) \
  X(i32_xor_pa_p, i32_shr_u_pk_a) \
  X(i32_xor_pk_s, i32_add_sk_a) \
  X(i32_xor_pk_s, i32_add_pk_a) \
  X(i32_xor_pk_s, i32_shr_u_ss_a) \
  X(i32_xor_pk_a, i32_add_ak_a) \
  X(i32_xor_qs_a, i32_and_ak_a) \
  X(i32_xor_qs_a, i32_rotl_ak_s) \
  X(i32_xor_qa_s, i32_or_ps_a) \
  X(i32_xor_qa_a, i32_and_ak_a) \
  X(i32_xor_qa_a, i32_rotl_ak_q) \
  X(i32_xor_qa_q, i32_shl_qk_a) \
  X(i32_xor_qa_q, i32_shr_u_qk_a) \
  X(i32_xor_qk_s, i32_add_sk_a) \
  X(i32_xor_qk_s, i32_add_qk_a) \
  X(i32_xor_qk_s, i32_shr_u_ss_a) \
  X(i64_add_ss_s, i32_add_sk_s) \
  X(i64_add_ss_s, i64_xor_as_a) \
  X(i64_add_ss_a, return_value_an_n) \
  X(i64_add_as_s, i64_load_sn_s) \
  X(i64_add_as_s, i64_load_sn_a) \
  X(i64_add_as_s, i64_store_sa_n) \
  X(i64_add_as_s, i64_lt_u_ss_a) \
  X(i64_add_as_s, i64_extend_i32_u_sn_s) \
  X(i64_add_as_s, i32_add_sk_s) \
  X(i64_add_as_s, i64_add_as_s) \
  X(i64_add_as_s, i64_or_pk_a) \
  X(i64_add_as_s, i64_xor_as_s) \
  X(i64_add_as_s, i64_xor_as_a) \
  X(i64_add_as_s, i64_xor_pa_a) \
  X(i64_add_as_s, i64_xor_qa_a) \
  X(i64_add_as_s, i64_shl_ak_a) \
  X(i64_add_as_s, i64_shr_u_sk_s) \
  X(i64_add_as_s, i64_shr_u_ak_s) \
  X(i64_add_as_s, i64_shr_u_ak_a) \
  X(i64_add_as_s, i64_rotl_ak_a) \
  X(i64_add_as_s, indexed_i64_load_sk_a) \
  X(i64_add_as_s, long_i64_load_qn_a) \
  X(i64_add_as_a, i64_store_sa_n) \
  X(i64_add_as_a, i64_add_as_s) \
  X(i64_add_as_a, i64_add_as_a) \
  X(i64_add_as_a, i64_xor_as_s) \
  X(i64_add_as_a, i64_shl_ak_a) \
  X(i64_add_as_p, i64_xor_ps_s) \
  X(i64_add_as_q, i64_xor_qs_s) \
  X(i64_add_ak_a, i64_mul_as_a) \
  X(i64_add_ps_s, i64_xor_as_a) \
  X(i64_add_ps_s, i64_rotl_ak_a) \
  X(i64_add_pa_p, i64_extend_i32_u_sn_s) \
  X(i64_add_qs_s, i64_xor_as_a) \
  X(i64_add_qa_q, i64_extend_i32_u_sn_s) \
  X(i64_mul_ss_s, i64_mul_ss_a) \
  X(i64_mul_ss_a, i64_add_as_s) \
  X(i64_mul_as_s, i64_shr_u_sk_s) \
  X(i64_mul_as_s, i64_shr_u_ak_s) \
  X(i64_mul_as_a, i64_add_as_s) \
  X(i64_mul_as_a, i64_rem_u_ak_s) \
  X(i64_mul_sk_s, long_i64_load_qn_a) \
  X(i64_mul_ak_a, i64_add_pa_p) \
  X(i64_mul_ak_a, i64_add_qa_q) \
  X(i64_mul_ak_a, i64_sub_sa_a) \
  X(i64_mul_ak_p, i64_rem_u_pk_a) \
  X(i64_mul_ps_a, i64_sub_sa_a) \
  X(i64_mul_pa_p, i32_add_sk_s) \
  X(i64_mul_qs_a, i64_sub_sa_a) \
  X(i64_mul_qk_a, i64_rotl_ak_a) \
  X(i64_and_as_s, i64_xor_ss_a) \
  X(i64_and_as_a, i64_xor_as_s) \
  X(i64_and_sk_a, i64_add_as_s) \
  X(i64_or_as_a, i64_store_sa_n) \
  X(i64_or_as_a, i64_extend_i32_u_an_s) \
  X(i64_or_as_a, i64_add_as_s) \
  X(i64_or_pk_a, i64_clz_an_a) \
  X(i64_xor_ss_a, return_value_an_n) \
  X(i64_xor_ss_a, i64_shl_ak_a) \
  X(i64_xor_ss_a, i64_shr_u_ak_s) \
  X(i64_xor_ss_a, i64_rotl_ak_s) \
  X(i64_xor_ss_p, i64_shl_qk_a) \
  X(i64_xor_as_s, i64_lt_s_pa_a) \
  X(i64_xor_as_s, i64_add_as_s) \
  X(i64_xor_as_s, i64_xor_ss_a) \
  X(i64_xor_as_s, i64_xor_ss_p) \
  X(i64_xor_as_s, i64_xor_as_s) \
  X(i64_xor_as_s, i64_xor_as_a) \
  X(i64_xor_as_s, i64_xor_sk_a) \
  X(i64_xor_as_s, i64_rotl_sk_a) \
  X(i64_xor_as_s, i64_rotl_ak_s) \
  X(i64_xor_as_a, i64_rotl_ak_s) \
  X(i64_xor_as_q, i64_rotl_qk_s) \
  X(i64_xor_sk_a, i64_and_as_a) \
  X(i64_xor_ak_a, i64_and_as_s) \
  X(i64_xor_ps_s, i64_xor_as_s) \
  X(i64_xor_ps_s, i64_rotl_ak_s) \
  X(i64_xor_pa_s, i64_rotl_sk_s) \
  X(i64_xor_pa_a, i64_rotl_ak_p) \
  X(i64_xor_pq_q, copy_sn_n) \
  X(i64_xor_qs_s, i64_xor_as_s) \
  X(i64_xor_qs_s, i64_rotl_ak_s) \
  X(i64_xor_qa_a, i64_rotl_ak_q) \
  X(i32_sub_sa_a, return_value_an_n) \
  X(i32_sub_sa_a, branch_if_i32_ge_u_as_f) \
  X(i32_sub_ak_s, set_global_an_n) \
  X(i32_sub_ak_s, branch_if_i32_ge_u_ak_f) \
  X(i32_sub_ak_a, branch_if_i32_ge_u_as_b) \
  X(i32_shl_sk_s, i32_add_sk_s) \
  X(i32_shl_sk_s, i32_and_ss_a) \
  X(i32_shl_sk_a, i32_add_as_s) \
  X(i32_shl_sk_a, i32_add_as_a) \
  X(i32_shl_sk_a, i32_add_as_p) \
  X(i32_shl_sk_a, i32_add_as_q) \
  X(i32_shl_sk_a, i32_add_ak_s) \
  X(i32_shl_sk_a, i32_or_as_s) \
  X(i32_shl_sk_a, indexed_i32_load_as_s) \
  X(i32_shl_sk_a, indexed_f64_load_ak_s) \
  X(i32_shl_sk_a, indexed_i32_store_as_s) \
  X(i32_shl_sk_a, indexed_f64_store_as_p) \
  X(i32_shl_sk_a, indexed_f64_store_as_q) \
  X(i32_shl_sk_a, indexed_f64_store_ak_p) \
  X(i32_shl_sk_a, indexed_f64_store_ak_q) \
  X(i32_shl_ak_s, i32_add_sk_s) \
  X(i32_shl_ak_s, i32_or_as_a) \
  X(i32_shl_ak_a, i32_add_as_s) \
  X(i32_shl_ak_a, i32_add_ak_s) \
  X(i32_shl_ak_a, i32_or_as_a) \
  X(i32_shl_ak_a, i32_xor_as_s) \
  X(i32_shl_ak_a, i32_xor_as_a) \
  X(i32_shl_ak_a, i32_xor_pa_s) \
  X(i32_shl_ak_a, i32_xor_qa_s) \
  X(i32_shl_ak_a, indexed_i32_load_ak_s) \
  X(i32_shl_kq_s, i32_and_ak_a) \
  X(i32_shl_pk_a, i32_xor_pa_p) \
  X(i32_shl_pk_a, indexed_f64_load_as_s) \
  X(i32_shl_pk_a, indexed_f64_load_as_a) \
  X(i32_shl_pk_a, indexed_f64_load_as_q) \
  X(i32_shl_pk_a, indexed_f64_load_ak_a) \
  X(i32_shl_pk_a, indexed_f64_load_ak_p) \
  X(i32_shl_pk_a, indexed_i32_load16_u_as_p) \
  X(i32_shl_pk_q, branch_if_i32_le_s_qs_b) \
  X(i32_shl_pk_q, i32_or_qk_s) \
  X(i32_shl_qk_a, i32_xor_qa_q) \
  X(i32_shl_qk_a, indexed_f64_load_as_s) \
  X(i32_shl_qk_a, indexed_f64_load_as_a) \
  X(i32_shl_qk_a, indexed_f64_load_as_p) \
  X(i32_shl_qk_a, indexed_f64_load_ak_a) \
  X(i32_shl_qk_a, indexed_f64_load_ak_q) \
  X(i32_shl_qk_a, indexed_i32_load16_u_as_q) \
  X(i32_shl_qk_p, branch_if_i32_le_s_ps_b) \
  X(i32_shl_qk_p, i32_or_pk_s) \
  X(i32_shr_u_ss_a, i32_xor_pa_a) \
  X(i32_shr_u_ss_a, i32_xor_qa_a) \
  X(i32_shr_u_sa_a, i32_and_ak_s) \
  X(i32_shr_u_sa_a, i32_xor_pa_a) \
  X(i32_shr_u_sa_a, i32_xor_qa_a) \
  X(i32_shr_u_sk_s, call_nn_n) \
  X(i32_shr_u_sk_a, i32_and_ak_a) \
  X(i32_shr_u_sk_a, i32_xor_as_a) \
  X(i32_shr_u_ak_s, i32_add_pk_a) \
  X(i32_shr_u_ak_s, i32_add_qk_a) \
  X(i32_shr_u_ak_a, i32_store8_pa_n) \
  X(i32_shr_u_ak_a, i32_store8_qa_n) \
  X(i32_shr_u_ak_a, i32_and_ak_s) \
  X(i32_shr_u_ak_a, i32_and_ak_a) \
  X(i32_shr_u_ak_a, i32_xor_as_s) \
  X(i32_shr_u_ak_a, indexed_i32_load8_u_as_s) \
  X(i32_shr_u_pk_a, i32_and_ak_q) \
  X(i32_shr_u_pk_a, i32_xor_as_p) \
  X(i32_shr_u_pk_a, i32_xor_pa_p) \
  X(i32_shr_u_qk_a, i32_and_ak_p) \
  X(i32_shr_u_qk_a, i32_xor_as_q) \
  X(i32_shr_u_qk_a, i32_xor_qa_q) \
  X(i64_sub_sa_a, i32_store_pa_n) \
  X(i64_sub_sa_a, i32_store_qa_n) \
  X(i64_sub_pk_p, branch_if_i64_ne_pk_b) \
  X(i64_shl_sk_s, i64_extend_i32_u_sn_a) \
  X(i64_shl_ak_s, i64_shr_u_sk_a) \
  X(i64_shl_ak_a, i64_and_ak_s) \
  X(i64_shl_ak_a, i64_or_as_a) \
  X(i64_shl_pk_a, i64_xor_qa_s) \
  X(i64_shl_qk_a, i64_xor_pa_s) \
  X(i64_shr_u_sk_s, i64_mul_as_a) \
  X(i64_shr_u_sk_s, i64_shr_u_sk_s) \
  X(i64_shr_u_sk_a, i64_or_as_a) \
  X(i64_shr_u_ak_s, i64_mul_ss_a) \
  X(i64_shr_u_ak_s, indexed_i64_load_sk_s) \
  X(i64_shr_u_ak_a, i64_add_as_s) \
  X(i64_shr_u_ak_a, i64_add_as_a) \
  X(i32_rotl_sk_s, i32_or_as_a) \
  X(i32_rotl_sk_s, i32_rotl_sk_s) \
  X(i32_rotl_sk_a, return_value_an_n) \
  X(i32_rotl_ak_s, i32_add_ss_s) \
  X(i32_rotl_ak_s, i32_add_as_s) \
  X(i32_rotl_ak_s, i32_add_qa_q) \
  X(i32_rotl_ak_s, i32_xor_as_a) \
  X(i32_rotl_ak_a, i32_xor_as_s) \
  X(i32_rotl_ak_p, i32_add_ps_s) \
  X(i32_rotl_ak_q, i32_add_qs_s) \
  X(i32_rotl_pk_s, i32_rotl_pk_a) \
  X(i32_rotl_pk_a, i32_xor_as_s) \
  X(i32_rotl_pk_a, i32_xor_as_a) \
  X(i32_rotl_qk_s, i32_rotl_qk_a) \
  X(i32_rotl_qk_a, i32_xor_as_s) \
  X(i32_rotl_qk_a, i32_xor_as_a) \
  X(i64_rotl_sk_s, i64_load_sn_s) \
  X(i64_rotl_sk_s, i64_xor_pq_q) \
  X(i64_rotl_sk_a, i64_xor_as_s) \
  X(i64_rotl_ak_s, i64_add_ss_s) \
  X(i64_rotl_ak_s, i64_add_as_s) \
  X(i64_rotl_ak_s, i64_add_as_a) \
  X(i64_rotl_ak_s, i64_rotl_sk_a) \
  X(i64_rotl_ak_s, i64_rotl_pk_a) \
  X(i64_rotl_ak_s, i64_rotl_qk_a) \
  X(i64_rotl_ak_a, i64_add_as_s) \
  X(i64_rotl_ak_a, i64_add_as_q) \
  X(i64_rotl_ak_a, i64_mul_ak_p) \
  X(i64_rotl_ak_p, i64_add_ps_s) \
  X(i64_rotl_ak_q, i64_add_qs_s) \
  X(i64_rotl_pk_a, i64_xor_as_p) \
  X(i64_rotl_qk_s, i64_rotl_sk_a) \
  X(i64_rotl_qk_a, i64_xor_as_q) \
  X(f32_add_sa_s, i32_load_sn_a) \
  X(f32_add_sa_s, f32_abs_an_a) \
  X(f32_add_sa_s, f32_mul_ss_a) \
  X(f32_add_sa_a, f32_store_sa_n) \
  X(f32_add_sa_a, f32_sqrt_an_a) \
  X(f32_add_sa_a, f32_add_sa_a) \
  X(f32_add_ak_a, f32_mul_sa_s) \
  X(f32_add_pa_p, f32_abs_pn_a) \
  X(f32_sub_sa_s, i32_load_sn_a) \
  X(f32_sub_sa_s, f32_load_sn_a) \
  X(f32_sub_sa_s, f32_sub_ka_a) \
  X(f32_sub_sa_a, f32_mul_sa_a) \
  X(f32_sub_ka_a, f32_mul_sa_s) \
  X(f32_mul_ss_s, f32_mul_pp_a) \
  X(f32_mul_ss_a, f32_add_sa_s) \
  X(f32_mul_ss_a, f32_add_sa_a) \
  X(f32_mul_ss_a, f32_add_pa_p) \
  X(f32_mul_sa_s, f32_neg_an_s) \
  X(f32_mul_sa_s, f32_mul_ka_a) \
  X(f32_mul_sa_a, f32_add_sa_s) \
  X(f32_mul_sa_a, f32_sub_sa_s) \
  X(f32_mul_as_s, i32_load_sn_a) \
  X(f32_mul_as_a, f32_add_sa_a) \
  X(f32_mul_sk_s, f32_floor_an_s) \
  X(f32_mul_sk_s, f32_mul_sk_s) \
  X(f32_mul_sk_s, indexed_f32_load_pk_a) \
  X(f32_mul_ak_s, indexed_f32_load_pk_a) \
  X(f32_mul_ka_a, f32_add_ak_a) \
  X(f32_mul_pp_a, f32_add_sa_s) \
  X(f64_add_sa_s, f64_sqrt_an_a) \
  X(f64_add_sa_s, f64_sub_ss_s) \
  X(f64_add_sa_s, f64_mul_ss_a) \
  X(f64_add_sa_a, f64_store_sa_n) \
  X(f64_add_sa_a, branch_unless_f64_gt_ak_f) \
  X(f64_add_sa_a, f64_add_sa_s) \
  X(f64_add_sa_a, f64_add_sa_a) \
  X(f64_add_sa_a, f64_add_sa_p) \
  X(f64_add_sa_a, f64_add_sa_q) \
  X(f64_add_sa_p, i32_add_pk_p) \
  X(f64_add_sa_q, i32_add_qk_q) \
  X(f64_add_as_p, i32_add_pk_p) \
  X(f64_add_as_p, f64_sub_ss_a) \
  X(f64_add_as_q, i32_add_qk_q) \
  X(f64_add_as_q, f64_sub_ss_a) \
  X(f64_add_ak_a, f32_demote_f64_an_s) \
  X(f64_add_ap_a, f64_add_sa_a) \
  X(f64_add_pp_a, f64_mul_aq_a) \
  X(f64_sub_ss_s, f64_mul_as_s) \
  X(f64_sub_ss_s, f64_mul_as_a) \
  X(f64_sub_ss_a, f64_add_as_p) \
  X(f64_sub_ss_a, f64_add_as_q) \
  X(f64_sub_sa_s, f64_mul_ss_a) \
  X(f64_sub_sa_s, f64_mul_ak_a) \
  X(f64_sub_sa_a, f64_store_pa_n) \
  X(f64_sub_sa_a, f64_store_qa_n) \
  X(f64_mul_ss_s, f64_mul_ss_s) \
  X(f64_mul_ss_s, f64_mul_ss_a) \
  X(f64_mul_ss_a, f64_sub_sa_s) \
  X(f64_mul_ss_a, f64_mul_ap_s) \
  X(f64_mul_ss_a, f64_mul_ap_a) \
  X(f64_mul_sa_s, indexed_f64_load_pk_s) \
  X(f64_mul_sa_s, indexed_f64_load_qk_s) \
  X(f64_mul_sa_a, f64_add_sa_s) \
  X(f64_mul_sa_a, f64_add_ap_a) \
  X(f64_mul_sa_a, f64_div_ka_s) \
  X(f64_mul_as_s, f64_sub_ss_s) \
  X(f64_mul_as_a, f64_add_sa_s) \
  X(f64_mul_ak_a, f64_add_sa_s) \
  X(f64_mul_ap_s, f64_load_an_a) \
  X(f64_mul_ap_a, f64_add_as_p) \
  X(f64_mul_ap_a, f64_sub_sa_a) \
  X(f64_mul_aq_a, f64_add_as_q) \
  X(f64_mul_ps_a, f64_sub_sa_s) \
  X(f64_mul_qs_a, f64_sub_sa_s) \
  X(f64_mul_pp_s, f64_add_sa_a) \
  X(f64_mul_pp_s, f64_mul_qq_s) \
  X(f64_mul_qq_s, f64_add_sa_a) \
  X(f64_mul_qq_s, f64_mul_pp_s) \
  X(f32_div_as_s, f32_store_as_n) \
  X(f64_div_ka_s, f64_mul_sa_s) \
  X(i32_rem_u_ak_a, branch_unless_i32_an_f) \
  X(i32_rem_u_ak_a, i32_add_ak_s) \
  X(i32_rem_u_ak_a, i32_mul_ak_a) \
  X(i32_rem_u_ak_a, pin_an_p) \
  X(i32_rem_u_ak_a, pin_an_q) \
  X(i64_div_u_ss_s, i64_rem_u_ss_s) \
  X(i64_div_u_pa_a, unpin_pn_s) \
  X(i64_rem_u_ss_s, copy_pair_sn_n) \
  X(i64_rem_u_ak_s, i64_xor_qs_s) \
  X(i64_rem_u_pk_a, i64_add_ak_a) \
  X(copy_pair_sn_n, branch_if_i64_sn_f) \
  X(copy_pair_sn_n, return_nn_n) \
  X(copy_pair_sn_n, call_nn_n) \
  X(copy_pair_sn_n, call_indirect_sn_n) \
  X(copy_pair_sn_n, copy_sn_n) \
  X(copy_pair_sn_n, branch_if_i32_le_s_ss_b) \
  X(copy_pair_sn_n, copy_pair_sn_n) \
  X(select_integer_ss_s, i32_store_sa_n) \
  X(select_integer_ss_s, i32_shr_u_ak_a) \
  X(select_integer_ss_a, return_value_an_n) \
  X(select_integer_sp_p, i32_gt_u_pq_a) \
  X(select_integer_sp_p, i32_add_sk_s) \
  X(select_integer_sp_p, i32_shr_u_pk_a) \
  X(select_integer_sq_q, i32_add_sk_s) \
  X(select_integer_sq_q, i32_shr_u_qk_a) \
  X(select_integer_qs_s, i32_add_pk_s) \
  X(select_integer_pq_p, i32_store_sp_n) \
  X(select_integer_qp_q, i32_store_sq_n) \
  X(select_integer_sk_s, unpin_pn_s) \
  X(select_integer_sk_s, unpin_qn_s) \
  X(select_integer_sk_a, return_value_an_n) \
  X(select_integer_sk_a, i32_store_sa_n) \
  X(select_float_ss_a, return_float_an_n) \
  X(indexed_i32_load_sk_s, i32_load_sn_s) \
  X(indexed_i32_load_sk_a, copy_sn_n) \
  X(indexed_i32_load_ak_s, i32_shr_u_pk_a) \
  X(indexed_i32_load_ak_s, i32_shr_u_qk_a) \
  X(indexed_i32_load_ps_s, i32_load_qn_a) \
  X(indexed_i32_load_pk_s, indexed_i32_load_pk_a) \
  X(indexed_i32_load_pk_a, i32_add_as_a) \
  X(indexed_i32_load_qs_s, i32_load_pn_a) \
  X(indexed_i32_load_qk_s, indexed_i32_load_qk_a) \
  X(indexed_i32_load_qk_a, i32_add_as_a) \
  X(indexed_i64_load_sk_s, indexed_i64_load_sk_a) \
  X(indexed_i64_load_sk_a, i64_add_as_s) \
  X(indexed_f32_load_pk_a, f32_mul_ak_s) \
  X(indexed_f64_load_as_s, i32_or_pk_p) \
  X(indexed_f64_load_as_s, i32_or_qk_q) \
  X(indexed_f64_load_as_a, f64_gt_as_a) \
  X(indexed_f64_load_as_p, branch_if_f64_gt_pq_f) \
  X(indexed_f64_load_ak_s, i32_shl_pk_a) \
  X(indexed_f64_load_ak_s, i32_shl_qk_a) \
  X(indexed_f64_load_ak_a, f64_gt_as_a) \
  X(indexed_f64_load_ak_p, f64_le_pq_a) \
  X(indexed_f64_load_pk_s, f64_load_qn_a) \
  X(indexed_f64_load_pk_a, f64_sub_sa_s) \
  X(indexed_f64_load_pk_a, f64_mul_sa_s) \
  X(indexed_f64_load_qk_s, f64_load_pn_a) \
  X(indexed_f64_load_qk_s, indexed_f64_load_pk_a) \
  X(indexed_i32_load8_u_as_s, i32_xor_sk_a) \
  X(indexed_i32_load8_u_sk_s, branch_unless_i32_an_b) \
  X(indexed_i32_load8_u_sk_s, i32_add_ps_s) \
  X(indexed_i32_load8_u_sk_s, indexed_i32_load8_u_pk_a) \
  X(indexed_i32_load8_u_sk_s, indexed_i32_load8_u_qk_a) \
  X(indexed_i32_load8_u_sk_a, i32_ne_as_a) \
  X(indexed_i32_load8_u_sk_a, branch_if_i32_ne_as_f) \
  X(indexed_i32_load8_u_sk_a, indexed_i32_store8_pk_a) \
  X(indexed_i32_load8_u_ak_a, i32_shl_ak_s) \
  X(indexed_i32_load8_u_ak_a, indexed_i32_store8_pk_a) \
  X(indexed_i32_load8_u_ak_a, indexed_i32_store8_qk_a) \
  X(indexed_i32_load8_u_ps_s, i32_add_sk_q) \
  X(indexed_i32_load8_u_pk_s, select_integer_qs_s) \
  X(indexed_i32_load8_u_pk_s, indexed_i32_load8_u_pk_a) \
  X(indexed_i32_load8_u_pk_a, branch_unless_i32_an_f) \
  X(indexed_i32_load8_u_pk_a, branch_if_i32_eq_as_f) \
  X(indexed_i32_load8_u_pk_a, i32_xor_qa_a) \
  X(indexed_i32_load8_u_pk_a, indexed_i32_load8_u_ak_a) \
  X(indexed_i32_load8_u_pk_p, unpin_pn_s) \
  X(indexed_i32_load8_u_qk_s, indexed_i32_load8_u_qk_a) \
  X(indexed_i32_load8_u_qk_a, branch_unless_i32_an_f) \
  X(indexed_i32_load8_u_qk_a, branch_if_i32_eq_as_f) \
  X(indexed_i32_load8_u_qk_a, branch_if_i32_ne_as_f) \
  X(indexed_i32_load8_u_qk_a, i32_xor_pa_a) \
  X(indexed_i32_load8_u_qk_a, indexed_i32_load8_u_ak_a) \
  X(indexed_i32_load8_u_pa_a, i32_and_ak_a) \
  X(indexed_i32_load8_u_qa_a, i32_and_ak_a) \
  X(indexed_i32_load16_s_pk_s, i32_add_ss_q) \
  X(indexed_i32_load16_s_pk_s, indexed_i32_load16_s_qk_a) \
  X(indexed_i32_load16_s_pk_a, i32_mul_as_s) \
  X(indexed_i32_load16_s_qk_a, i32_mul_as_s) \
  X(indexed_i32_load16_s_qk_a, i32_mul_as_a) \
  X(indexed_i32_store_pk_s, copy_pair_sn_n) \
  X(indexed_i32_store_pk_a, i32_add_pk_p) \
  X(indexed_i32_store_pk_a, indexed_i32_load_pk_s) \
  X(indexed_i32_store_qk_a, i32_add_qk_q) \
  X(indexed_i32_store_qk_a, indexed_i32_load_qk_s) \
  X(indexed_i64_store_pk_q, indexed_i64_store_pk_q) \
  X(indexed_f64_store_as_p, unpin_qn_s) \
  X(indexed_f64_store_as_q, unpin_pn_s) \
  X(indexed_f64_store_ak_p, unpin_pn_s) \
  X(indexed_f64_store_ak_q, unpin_qn_s) \
  X(indexed_i32_store8_pk_s, i32_add_ps_p) \
  X(indexed_i32_store8_pk_s, i32_add_pq_p) \
  X(indexed_i32_store8_pk_a, i32_add_sk_s) \
  X(indexed_i32_store8_pk_a, i32_add_pk_p) \
  X(indexed_i32_store8_pk_a, i32_add_qk_a) \
  X(indexed_i32_store8_pk_a, indexed_i32_load8_u_sk_a) \
  X(indexed_i32_store8_qk_s, i32_add_qs_q) \
  X(indexed_i32_store8_qk_a, i32_add_sk_s) \
  X(indexed_i32_store8_qk_a, i32_add_pk_a) \
  X(indexed_i32_store8_qk_a, i32_add_qk_q) \
  X(long_i64_load_qn_a, i64_add_as_s) \
  X(long_i64_load_qn_a, pin_an_q) \
  X(pin_sn_p, copy_sn_n) \
  X(pin_sn_p, i32_load_pn_s) \
  X(pin_sn_p, branch_if_i32_ne_sk_b) \
  X(pin_sn_p, i32_add_sk_s) \
  X(pin_sn_p, i32_add_pk_s) \
  X(pin_sn_p, i32_shl_sk_a) \
  X(pin_sn_p, pin_sn_q) \
  X(pin_sn_p, unpin_pn_s) \
  X(pin_sn_q, copy_sn_n) \
  X(pin_sn_q, i32_load_qn_s) \
  X(pin_sn_q, i32_load8_u_pn_a) \
  X(pin_sn_q, i32_eqz_sn_a) \
  X(pin_sn_q, i32_add_sk_s) \
  X(pin_sn_q, i32_add_qk_s) \
  X(pin_sn_q, i32_shl_sk_a) \
  X(pin_sn_q, pin_sn_p) \
  X(pin_sn_q, unpin_qn_s) \
  X(pin_an_p, branch_if_i32_gt_u_ss_b) \
  X(pin_an_p, i32_add_qk_q) \
  X(pin_an_p, i64_mul_ps_a) \
  X(pin_an_p, branch_unless_i32_pn_f) \
  X(pin_an_q, branch_if_i32_gt_u_ss_b) \
  X(pin_an_q, i32_add_pk_p) \
  X(pin_an_q, i64_mul_qs_a) \
  X(pin_an_q, i64_sub_pk_p) \
  X(pin_an_q, branch_unless_i32_qn_f) \
  X(pin_kn_p, branch_nn_f) \
  X(pin_kn_p, i32_load_qn_a) \
  X(pin_kn_p, i32_add_qk_s) \
  X(pin_kn_q, branch_nn_f) \
  X(pin_kn_q, i32_load_pn_a) \
  X(pin_kn_q, i32_add_pk_s) \
  X(pin_qn_p, branch_if_i32_lt_u_qk_b) \
  X(pin_qn_p, i32_shl_pk_a) \
  X(pin_qn_p, i32_shl_qk_a) \
  X(pin_pn_q, i32_shl_pk_a) \
  X(pin_pn_q, i32_shl_qk_a) \
  X(pin_float_an_p, f64_mul_sp_a) \
  X(unpin_pn_s, branch_nn_f) \
  X(unpin_pn_s, call_indirect_an_n) \
  X(unpin_pn_s, copy_sn_n) \
  X(unpin_pn_s, select_sn_n) \
  X(unpin_pn_s, far_i32_store8_ss_n) \
  X(unpin_pn_s, i64_popcnt_sn_a) \
  X(unpin_pn_s, i32_shl_pk_q) \
  X(unpin_pn_s, copy_pair_sn_n) \
  X(unpin_pn_s, pin_an_p) \
  X(unpin_pn_s, unpin_pn_s) \
  X(unpin_pn_s, unpin_qn_s) \
  X(unpin_qn_s, branch_nn_f) \
  X(unpin_qn_s, call_indirect_an_n) \
  X(unpin_qn_s, copy_sn_n) \
  X(unpin_qn_s, select_sn_n) \
  X(unpin_qn_s, far_i32_store8_ss_n) \
  X(unpin_qn_s, i64_popcnt_sn_a) \
  X(unpin_qn_s, i32_shl_qk_p) \
  X(unpin_qn_s, copy_pair_sn_n) \
  X(unpin_qn_s, pin_an_q) \
  X(unpin_qn_s, unpin_pn_s) \
  X(unpin_qn_s, unpin_qn_s) \
  X(v128_const_nn_s, i16x8_add_sat_u_sa_a) \
  X(v128_const_nn_a, v128_and_sa_s) \
  X(v128_const_nn_a, i8x16_add_sat_u_sa_s) \
  X(i8x16_shuffle_sa_s, i8x16_shuffle_ss_a) \
  X(i8x16_shuffle_as_s, i32_add_pk_q) \
  X(i8x16_shuffle_as_s, i8x16_shuffle_as_s) \
  X(i8x16_shuffle_as_s, i32x4_add_sa_s) \
  X(i8x16_shuffle_as_a, v128_xor_as_s) \
  X(i8x16_shuffle_as_a, i32x4_add_as_s) \
  X(i16x8_extend_low_i8x16_u_an_a, i16x8_mul_sa_s) \
  X(i16x8_extend_low_i8x16_u_an_a, i16x8_mul_sa_a) \
  X(i16x8_extend_high_i8x16_u_sn_a, i16x8_mul_sa_s) \
  X(i16x8_extend_high_i8x16_u_sn_a, i16x8_mul_sa_a) \
  X(i8x16_lt_u_ss_a, v128_bitselect_sa_s) \
  X(v128_and_ss_s, i64x2_shl_sk_a) \
  X(v128_and_as_a, i64x2_mul_sa_a) \
  X(v128_or_sa_s, i8x16_shuffle_as_a) \
  X(v128_or_sa_s, i32x4_add_sa_s) \
  X(v128_or_sa_s, i32x4_add_as_s) \
  X(v128_xor_ss_s, i8x16_shuffle_as_s) \
  X(v128_xor_ss_s, i32x4_shl_ak_s) \
  X(v128_xor_sa_s, i32x4_shl_ak_s) \
  X(v128_xor_as_s, i32x4_shl_ak_s) \
  X(v128_xor_as_s, i64x2_shl_ak_s) \
  X(i8x16_narrow_i16x8_u_sa_s, v128_const_nn_a) \
  X(i8x16_add_sat_u_sa_s, i8x16_lt_u_ss_a) \
  X(i16x8_add_sa_s, v128_const_nn_s) \
  X(i16x8_add_sa_a, i16x8_add_sat_u_as_a) \
  X(i16x8_add_sat_u_sa_a, i32_add_pk_s) \
  X(i16x8_add_sat_u_as_a, i16x8_shr_u_ak_a) \
  X(i16x8_mul_sa_s, i16x8_extend_high_i8x16_u_sn_a) \
  X(i16x8_mul_sa_s, indexed_v128_load_pk_s) \
  X(i16x8_mul_sa_a, i16x8_add_sa_s) \
  X(i16x8_mul_sa_a, i16x8_add_sa_a) \
  X(i32x4_add_ss_s, v128_xor_ss_s) \
  X(i32x4_add_ss_s, i32x4_add_ss_s) \
  X(i32x4_add_sa_s, v128_xor_as_s) \
  X(i32x4_add_sa_s, i32x4_add_as_s) \
  X(i32x4_add_as_s, i8x16_shuffle_as_a) \
  X(i32x4_add_as_s, v128_xor_ss_s) \
  X(i32x4_add_as_s, v128_xor_as_s) \
  X(i32x4_add_as_s, i32x4_add_ss_s) \
  X(i32x4_add_as_s, indexed_v128_load_pk_a) \
  X(i32x4_dot_i16x8_s_sa_a, i32x4_add_as_s) \
  X(i64x2_mul_sa_a, i64x2_add_sa_s) \
  X(f32x4_add_sa_s, i32_add_pk_p) \
  X(f32x4_add_sa_s, i32_add_qk_q) \
  X(f32x4_add_sa_s, indexed_v128_load_pk_s) \
  X(f32x4_add_sa_s, indexed_v128_load_qk_s) \
  X(f32x4_mul_sa_a, f32x4_add_sa_s) \
  X(v128_bitselect_sa_s, i8x16_shuffle_as_s) \
  X(f32x4_relaxed_madd_as_a, f32x4_relaxed_madd_sa_s) \
  X(f32x4_relaxed_madd_sa_s, i32_add_pk_p) \
  X(f32x4_relaxed_madd_sa_s, i32_add_qk_q) \
  X(i16x8_shr_u_ak_s, i16x8_extend_high_i8x16_u_sn_a) \
  X(i16x8_shr_u_ak_a, i8x16_narrow_i16x8_u_sa_s) \
  X(i32x4_shl_ak_s, i32x4_shr_u_sk_a) \
  X(i32x4_shr_u_sk_a, v128_or_sa_s) \
  X(i32x4_shr_u_sk_a, v128_or_sa_a) \
  X(i64x2_shl_sk_a, v128_and_as_a) \
  X(i64x2_shl_ak_s, i64x2_shr_u_sk_a) \
  X(i64x2_shr_u_sk_a, v128_or_sa_s) \
  X(i32x4_extract_lane_sn_s, i8x16_replace_lane_as_a) \
  X(i32x4_extract_lane_sn_a, i32_shl_ak_a) \
  X(i8x16_replace_lane_as_a, i32x4_extract_lane_sn_s) \
  X(v128_load_pn_s, i32_add_qs_s) \
  X(v128_load_pn_a, f32x4_relaxed_madd_as_a) \
  X(v128_load_qn_s, i32_add_ps_s) \
  X(v128_load_qn_s, indexed_v128_load32_splat_pk_a) \
  X(v128_load_qn_a, f32x4_relaxed_madd_as_a) \
  X(v128_load32_splat_an_s, v128_load_pn_a) \
  X(v128_load32_splat_an_s, v128_load_qn_a) \
  X(v128_load32_splat_an_a, f32x4_mul_sa_a) \
  X(indexed_v128_load_pk_s, i16x8_extend_low_i8x16_u_an_a) \
  X(indexed_v128_load_pk_s, v128_load32_splat_an_s) \
  X(indexed_v128_load_pk_s, indexed_v128_load32_splat_sk_a) \
  X(indexed_v128_load_pk_a, i32x4_dot_i16x8_s_sa_a) \
  X(indexed_v128_load_qk_s, i16x8_extend_low_i8x16_u_an_a) \
  X(indexed_v128_load_qk_s, v128_load32_splat_an_s) \
  X(indexed_v128_load_qk_s, indexed_v128_load32_splat_sk_a) \
  X(indexed_v128_load_qk_s, indexed_v128_load32_splat_pk_a) \
  X(indexed_v128_load_qk_a, v128_xor_sa_a) \
  X(indexed_v128_load_qk_a, i32x4_dot_i16x8_s_sa_a) \
  X(indexed_v128_load32_splat_sk_s, indexed_v128_load_pk_s) \
  X(indexed_v128_load32_splat_sk_s, indexed_v128_load_qk_s) \
  X(indexed_v128_load32_splat_sk_a, f32x4_mul_sa_a) \
  X(indexed_v128_load32_splat_pk_a, f32x4_mul_sa_a) \
  X(v128_store_ss_n, pin_qn_p) \
  X(v128_store64_lane_ss_n, v128_store64_lane_ss_n)

#define FUSED_TRIPLES(X) \
  X(copy_sn_n, constant_kn_n, call_nn_n) \
  X(copy_sn_n, constant_kn_n, copy_sn_n) \
  X(copy_sn_n, constant_kn_n, constant_kn_n) \
  X(copy_sn_n, i32_load8_u_sn_s, indexed_i32_load8_u_sk_s) \
  X(copy_sn_n, i32_add_sk_s, branch_nn_b) \
  X(copy_sn_n, i32_add_sk_s, branch_if_i32_an_b) \
  X(copy_sn_n, i32_add_sk_s, copy_sn_n) \
  X(copy_sn_n, i32_add_sk_s, get_global_nn_a) \
  X(copy_sn_n, i32_add_sk_s, copy_pair_sn_n) \
  X(copy_sn_n, pin_sn_p, pin_sn_q) \
  X(constant_kn_n, copy_sn_n, call_nn_n) \
  X(constant_kn_n, copy_sn_n, constant_kn_n) \
  X(constant_kn_n, constant_kn_n, constant_kn_n) \
  X(constant_kn_n, i32_add_sk_s, call_nn_n) \
  X(constant_kn_n, i32_add_sk_s, branch_if_i32_ge_u_ak_b) \
  X(constant_kn_n, indexed_i32_load_sk_a, copy_sn_n) \
  X(constant_kn_n, indexed_i32_store8_pk_s, i32_add_ps_p) \
  X(constant_kn_n, indexed_i32_store8_pk_s, i32_add_pq_p) \
  X(constant_kn_n, pin_sn_p, pin_sn_q) \
  X(select_sn_n, i32_ne_sk_s, branch_unless_i32_sn_f) \
  X(select_sn_n, pin_sn_q, i32_eqz_sn_a) \
  X(get_global_nn_a, i32_load8_u_an_a, return_value_an_n) \
  X(get_global_nn_a, i32_add_ak_a, set_global_an_n) \
  X(get_global_nn_a, i32_sub_ak_s, set_global_an_n) \
  X(get_global_nn_a, i32_sub_ak_a, branch_if_i32_ge_u_as_b) \
  X(i32_load_sn_s, i32_load_sn_s, i32_load_sn_s) \
  X(i32_load_sn_s, i32_add_as_a, i32_add_ak_s) \
  X(i32_load_sn_s, i32_add_sk_s, i32_add_sk_s) \
  X(i32_load_sn_s, i32_sub_sa_a, branch_if_i32_ge_u_as_f) \
  X(i32_load_sn_a, f32_load_an_s, f32_load_sn_a) \
  X(i32_load_sn_a, i32_add_as_a, i32_store_sa_n) \
  X(i32_load_sn_a, i32_add_ak_a, i32_store_sa_n) \
  X(i32_load_sn_a, i32_rem_u_ak_a, branch_unless_i32_an_f) \
  X(i32_load_sn_p, i32_add_qk_q, branch_if_i32_qn_b) \
  X(i32_load_an_s, i32_load_an_s, i32_load_sn_s) \
  X(i32_load_an_s, i32_load_an_s, i32_load_an_s) \
  X(i32_load_pn_s, i32_load_an_s, i32_load_an_s) \
  X(i32_load_pn_s, i32_add_pk_p, branch_if_i32_gt_s_as_b) \
  X(i32_load_pn_s, i32_mul_sk_a, i32_add_as_a) \
  X(i32_load_pn_a, i32_le_u_as_a, i32_add_as_s) \
  X(i32_load_pn_a, i32_add_qa_a, i32_store8_ak_n) \
  X(i32_load_pn_a, i32_add_qa_a, i32_add_ak_a) \
  X(i32_load_qn_s, i32_add_qk_s, pin_an_q) \
  X(i32_load_qn_a, i64_extend_i32_u_an_a, i64_mul_ak_a) \
  X(i32_load_qn_a, i32_add_pa_a, i32_store8_ak_n) \
  X(i32_load_qn_a, i32_add_pa_a, i32_add_ak_a) \
  X(i32_load_qn_a, i32_mul_as_a, i32_add_as_s) \
  X(i64_load_sn_s, i64_load_sn_a, i64_add_as_s) \
  X(i64_load_sn_s, i32_shr_u_sk_a, i32_and_ak_a) \
  X(f32_load_sn_a, f32_mul_sa_a, f32_add_sa_s) \
  X(f32_load_sn_a, f32_mul_sa_a, f32_sub_sa_s) \
  X(f32_load_an_s, f32_load_sn_a, f32_mul_sa_a) \
  X(f64_load_pn_a, f64_mul_sa_a, f64_add_ap_a) \
  X(i32_load8_u_sn_s, i32_load8_u_sn_a, branch_if_i32_ne_as_f) \
  X(i32_load8_u_sn_s, indexed_i32_load8_u_sk_s, branch_unless_i32_an_b) \
  X(i32_load8_u_pn_s, far_i32_load8_u_sn_s, pin_sn_q) \
  X(i32_load8_u_qn_p, i32_add_qk_q, branch_if_i32_pn_b) \
  X(i32_load16_s_sn_s, i32_load16_s_sn_a, i32_sub_sa_a) \
  X(i32_load16_s_sn_a, i32_sub_sa_a, return_value_an_n) \
  X(far_i32_load8_u_sn_s, pin_sn_q, unpin_qn_s) \
  X(i32_store_ss_n, i32_store_ss_n, i32_store_ss_n) \
  X(i32_store_sa_n, i32_load_an_s, select_sn_n) \
  X(i32_store_ka_n, i32_mul_sk_p, i32_add_sk_s) \
  X(i32_store_qa_n, i32_add_qk_q, i64_extend_i32_u_sn_a) \
  X(i32_store_qp_n, i32_add_qk_q, i32_add_sk_s) \
  X(i64_store_sa_n, i64_shl_sk_s, i64_extend_i32_u_sn_a) \
  X(i32_store8_ak_n, i32_load_pn_a, i32_add_qa_a) \
  X(i32_store8_ak_n, i32_load_qn_a, i32_add_pa_a) \
  X(i32_store8_ak_n, i32_add_ps_p, i32_add_pq_a) \
  X(i32_store8_ak_n, i32_add_pk_p, branch_if_i32_ne_ps_b) \
  X(i32_store8_ak_n, i32_add_qk_q, branch_if_i32_ne_qs_b) \
  X(i32_store8_pq_n, i32_add_qk_a, indexed_i32_store8_pk_a) \
  X(far_i32_store8_ss_n, i32_mul_sk_a, i32_add_qa_s) \
  X(i32_ne_as_a, i32_add_as_p, i32_add_qk_q) \
  X(i32_lt_s_ak_s, select_integer_ss_s, i32_store_sa_n) \
  X(i32_lt_u_ak_a, i32_add_ak_a, return_value_an_n) \
  X(i64_lt_s_pa_a, select_integer_sk_s, unpin_pn_s) \
  X(i64_lt_u_ss_a, i64_extend_i32_u_an_a, i64_add_as_s) \
  X(i64_lt_u_ss_a, i64_extend_i32_u_an_a, i64_add_as_a) \
  X(i32_gt_u_pa_a, select_integer_sp_p, i32_gt_u_pq_a) \
  X(i32_gt_u_pq_a, select_integer_qp_q, i32_store_sq_n) \
  X(i32_le_u_as_a, i32_add_as_s, i32_add_pk_p) \
  X(i64_clz_an_a, i64_add_as_a, i64_xor_as_s) \
  X(i64_popcnt_sn_a, i64_add_as_s, i64_or_pk_a) \
  X(f32_neg_an_s, i32_trunc_f32_s_sn_a, i32_and_ak_a) \
  X(i64_extend_i32_s_an_a, i64_add_as_s, i32_add_sk_s) \
  X(i64_extend_i32_u_sn_s, i64_extend_i32_u_sn_s, i64_extend_i32_u_sn_s) \
  X(i64_extend_i32_u_sn_s, i64_extend_i32_u_sn_s, i64_mul_ss_a) \
  X(i64_extend_i32_u_sn_s, i64_extend_i32_u_sn_s, i64_mul_as_s) \
  X(i64_extend_i32_u_sn_s, i64_mul_ss_a, i64_add_as_s) \
  X(i64_extend_i32_u_sn_s, i64_mul_as_s, i64_shr_u_ak_s) \
  X(i64_extend_i32_u_sn_s, i64_div_u_pa_a, unpin_pn_s) \
  X(i64_extend_i32_u_sn_a, i64_mul_pa_p, i32_add_sk_s) \
  X(i64_extend_i32_u_sn_a, i64_or_as_a, i64_store_sa_n) \
  X(i64_extend_i32_u_an_a, i64_mul_ak_a, i64_add_pa_p) \
  X(i32_add_ss_s, i32_add_sk_s, copy_sn_n) \
  X(i32_add_ss_s, i32_xor_ss_a, i32_rotl_ak_s) \
  X(i32_add_ss_s, i32_xor_as_a, i32_rotl_ak_s) \
  X(i32_add_ss_p, i32_add_ss_q, i32_store8_pq_n) \
  X(i32_add_ss_q, i32_store8_pq_n, i32_add_qk_a) \
  X(i32_add_ss_q, indexed_f64_load_qk_s, indexed_f64_load_pk_a) \
  X(i32_add_as_s, i32_load_sn_p, i32_add_qk_q) \
  X(i32_add_as_s, i32_eqz_pn_a, i32_add_as_s) \
  X(i32_add_as_s, i32_add_as_s, i32_xor_as_a) \
  X(i32_add_as_s, i32_add_sk_s, call_nn_n) \
  X(i32_add_as_s, i32_add_sk_s, branch_if_i32_ge_u_ak_b) \
  X(i32_add_as_s, i32_add_pk_p, i32_add_sk_s) \
  X(i32_add_as_s, i32_add_pk_p, i32_add_qk_q) \
  X(i32_add_as_s, i32_xor_ss_a, i32_rotl_ak_s) \
  X(i32_add_as_s, i32_xor_as_a, i32_rotl_ak_s) \
  X(i32_add_as_s, i32_xor_pa_a, i32_rotl_ak_p) \
  X(i32_add_as_s, i32_xor_qa_a, i32_rotl_ak_q) \
  X(i32_add_as_s, indexed_i32_load_ps_s, i32_load_qn_a) \
  X(i32_add_as_s, pin_sn_p, branch_if_i32_ne_sk_b) \
  X(i32_add_as_a, i32_add_ak_a, return_value_an_n) \
  X(i32_add_as_a, i32_mul_ak_a, i32_add_as_s) \
  X(i32_add_as_a, i32_mul_ak_a, i32_add_as_a) \
  X(i32_add_as_a, i32_rotl_ak_a, i32_xor_as_s) \
  X(i32_add_as_a, indexed_i32_store_pk_a, i32_add_pk_p) \
  X(i32_add_as_a, indexed_i32_store_pk_a, indexed_i32_load_pk_s) \
  X(i32_add_as_p, i32_add_qk_q, i32_load_sn_s) \
  X(i32_add_sk_s, copy_sn_n, branch_if_i32_an_b) \
  X(i32_add_sk_s, copy_sn_n, call_nn_n) \
  X(i32_add_sk_s, copy_sn_n, call_indirect_an_n) \
  X(i32_add_sk_s, copy_sn_n, i32_load8_u_sn_s) \
  X(i32_add_sk_s, copy_sn_n, i32_add_sk_s) \
  X(i32_add_sk_s, constant_kn_n, call_nn_n) \
  X(i32_add_sk_s, constant_kn_n, copy_sn_n) \
  X(i32_add_sk_s, get_global_nn_a, i32_sub_ak_a) \
  X(i32_add_sk_s, i32_load_pn_s, i32_add_pk_p) \
  X(i32_add_sk_s, i32_store_ka_n, i32_mul_sk_p) \
  X(i32_add_sk_s, i32_lt_u_ak_a, i32_add_ak_a) \
  X(i32_add_sk_s, i32_gt_u_pa_a, select_integer_sp_p) \
  X(i32_add_sk_s, i32_add_ss_s, i32_add_sk_s) \
  X(i32_add_sk_s, i32_add_sk_s, branch_if_i32_an_b) \
  X(i32_add_sk_s, i32_add_sk_s, copy_sn_n) \
  X(i32_add_sk_s, i32_add_sk_s, branch_if_i32_ne_ak_b) \
  X(i32_add_sk_s, i32_add_sk_s, i32_add_sk_s) \
  X(i32_add_sk_s, i32_add_qk_q, i32_load_qn_s) \
  X(i32_add_sk_s, copy_pair_sn_n, call_nn_n) \
  X(i32_add_sk_s, copy_pair_sn_n, copy_sn_n) \
  X(i32_add_sk_s, indexed_i32_load8_u_pa_a, i32_and_ak_a) \
  X(i32_add_sk_s, pin_kn_q, i32_add_pk_s) \
  X(i32_add_sk_a, set_global_an_n, return_value_sn_n) \
  X(i32_add_sk_a, i32_store_ka_n, i32_load_sn_a) \
  X(i32_add_sk_a, i32_shr_u_sa_a, i32_xor_pa_a) \
  X(i32_add_sk_a, i32_shr_u_sa_a, i32_xor_qa_a) \
  X(i32_add_ak_a, set_global_an_n, return_nn_n) \
  X(i32_add_ak_a, i32_store8_ak_n, i32_load_pn_a) \
  X(i32_add_ak_a, i32_store8_ak_n, i32_load_qn_a) \
  X(i32_add_ak_a, i32_store8_ak_n, i32_add_pk_p) \
  X(i32_add_ak_a, i32_store8_ak_n, i32_add_qk_q) \
  X(i32_add_ak_a, i32_rem_u_ak_a, i32_mul_ak_a) \
  X(i32_add_ak_a, i32_rem_u_ak_a, pin_an_p) \
  X(i32_add_ak_a, i32_rem_u_ak_a, pin_an_q) \
  X(i32_add_ps_s, i32_xor_as_a, i32_rotl_ak_s) \
  X(i32_add_ps_a, i32_store8_ak_n, i32_add_ps_p) \
  X(i32_add_ps_p, i32_add_pq_a, branch_if_i32_lt_u_ak_b) \
  X(i32_add_pa_a, i32_store8_ak_n, i32_load_qn_a) \
  X(i32_add_pa_a, i32_add_ak_a, i32_store8_ak_n) \
  X(i32_add_pk_s, i32_load_an_a, branch_table_an_n) \
  X(i32_add_pk_s, i32_load_pn_a, branch_table_an_n) \
  X(i32_add_pk_s, i32_shr_u_ak_s, i32_add_pk_a) \
  X(i32_add_pk_s, indexed_i32_load8_u_pk_s, select_integer_qs_s) \
  X(i32_add_pk_s, indexed_i32_load8_u_pk_p, unpin_pn_s) \
  X(i32_add_pk_s, i32x4_extract_lane_sn_a, i32_shl_ak_a) \
  X(i32_add_pk_a, i32_and_as_a, i32_and_ak_a) \
  X(i32_add_pk_p, i32_load_pn_s, branch_if_i32_lt_u_as_b) \
  X(i32_add_pk_p, i32_add_sk_s, branch_if_i32_an_b) \
  X(i32_add_pk_p, i32_add_qk_q, branch_if_i32_ne_qk_b) \
  X(i32_add_pk_p, i32_add_qk_q, i32_add_pk_p) \
  X(i32_add_pk_p, i32_add_qk_q, branch_if_i32_qn_b) \
  X(i32_add_qs_s, i32_xor_as_a, i32_rotl_ak_s) \
  X(i32_add_qs_s, v128_load32_splat_an_a, f32x4_mul_sa_a) \
  X(i32_add_qs_s, indexed_v128_load32_splat_sk_s, indexed_v128_load_pk_s) \
  X(i32_add_qa_s, i32_add_pk_p, branch_if_i32_lt_u_pk_b) \
  X(i32_add_qa_a, i32_store8_ak_n, i32_load_pn_a) \
  X(i32_add_qa_a, i32_add_ak_a, i32_store8_ak_n) \
  X(i32_add_qk_s, pin_an_q, branch_if_i32_gt_u_ss_b) \
  X(i32_add_qk_a, i32_and_as_a, i32_and_ak_a) \
  X(i32_add_qk_a, indexed_i32_store8_pk_a, i32_add_sk_s) \
  X(i32_add_qk_a, indexed_i32_store8_pk_a, i32_add_qk_a) \
  X(i32_add_qk_q, i32_load_sn_s, i32_add_sk_s) \
  X(i32_add_qk_q, i32_load_qn_s, branch_if_i32_lt_s_as_b) \
  X(i32_add_qk_q, i64_extend_i32_u_sn_a, i64_mul_pa_p) \
  X(i32_add_qk_q, i32_add_sk_s, branch_if_i32_an_b) \
  X(i32_add_qk_q, i32_add_sk_s, branch_if_i32_lt_u_as_b) \
  X(i32_add_qk_q, i32_add_pk_p, branch_if_i32_ne_pk_b) \
  X(i32_add_qk_q, i32_add_pk_p, i32_add_qk_q) \
  X(i32_add_qk_q, i32_add_pk_p, branch_if_i32_pn_b) \
  X(i32_mul_as_s, indexed_i32_load16_s_pk_s, indexed_i32_load16_s_qk_a) \
  X(i32_mul_as_a, i32_add_as_s, indexed_i32_load_ps_s) \
  X(i32_mul_sk_a, i32_add_as_a, i32_mul_ak_a) \
  X(i32_mul_sk_a, i32_add_ak_a, return_value_an_n) \
  X(i32_mul_sk_a, i32_add_qa_s, i32_add_pk_p) \
  X(i32_mul_ak_s, i32_load8_u_qn_p, i32_add_qk_q) \
  X(i32_mul_ak_a, i32_add_as_s, i32_load_sn_p) \
  X(i32_mul_ak_a, i32_add_as_a, i32_mul_ak_a) \
  X(i32_mul_ak_a, i32_add_ak_a, i32_rem_u_ak_a) \
  X(i32_mul_pk_a, i32_add_ak_a, i32_rem_u_ak_a) \
  X(i32_mul_qk_a, i32_add_ak_a, i32_rem_u_ak_a) \
  X(i32_and_as_a, i32_and_ak_a, branch_unless_i32_an_b) \
  X(i32_and_ak_s, i32_xor_ak_s, i32_shr_u_sk_a) \
  X(i32_and_ak_a, i32_add_ak_a, call_indirect_an_n) \
  X(i32_and_ak_a, i32_shl_ak_a, indexed_i32_load_ak_s) \
  X(i32_and_ak_a, select_integer_ss_s, i32_shr_u_ak_a) \
  X(i32_and_ak_a, select_integer_sp_p, i32_add_sk_s) \
  X(i32_and_ak_a, select_integer_sp_p, i32_shr_u_pk_a) \
  X(i32_and_ak_a, select_integer_sq_q, i32_add_sk_s) \
  X(i32_and_ak_a, select_integer_sq_q, i32_shr_u_qk_a) \
  X(i32_and_ak_a, select_float_ss_a, return_float_an_n) \
  X(i32_and_ak_p, i32_xor_pk_s, i32_add_sk_a) \
  X(i32_and_ak_p, i32_xor_pk_s, i32_shr_u_ss_a) \
  X(i32_and_ak_q, i32_xor_qk_s, i32_add_sk_a) \
  X(i32_and_ak_q, i32_xor_qk_s, i32_shr_u_ss_a) \
  X(i32_and_pk_a, i32_xor_as_a, i32_mul_ak_s) \
  X(i32_or_as_a, i32_shr_u_ak_a, i32_store8_qa_n) \
  X(i32_or_as_a, i32_shr_u_ak_a, i32_and_ak_a) \
  X(i32_xor_ss_s, i32_xor_ss_s, i32_xor_ss_s) \
  X(i32_xor_ss_a, i32_rotl_ak_s, i32_add_as_s) \
  X(i32_xor_as_s, i32_add_as_a, i32_rotl_ak_a) \
  X(i32_xor_as_a, i32_mul_ak_s, i32_load8_u_qn_p) \
  X(i32_xor_as_a, i32_and_ak_a, select_integer_ss_s) \
  X(i32_xor_as_a, i32_rotl_ak_s, i32_add_as_s) \
  X(i32_xor_as_p, i32_add_qk_q, branch_if_i32_qn_b) \
  X(i32_xor_as_p, i32_xor_ps_a, i32_and_ak_a) \
  X(i32_xor_ak_s, i32_shr_u_sk_a, i32_xor_as_a) \
  X(i32_xor_ps_a, i32_and_ak_a, i32_shl_ak_a) \
  X(i32_xor_pa_a, i32_and_ak_a, i32_shl_ak_a) \
  X(i32_xor_pa_a, i32_and_ak_a, select_integer_sp_p) \
  X(i32_xor_pa_a, i32_and_ak_a, select_integer_sq_q) \
  X(i32_xor_pa_a, i32_rotl_ak_p, i32_add_ps_s) \
  X(i32_xor_pa_p, i32_shl_pk_a, i32_xor_pa_p) \
  X(i32_xor_pa_p, i32_shr_u_pk_a, i32_xor_pa_p) \
  X(i32_xor_pk_s, i32_add_sk_a, i32_shr_u_sa_a) \
  X(i32_xor_pk_s, i32_add_pk_a, i32_and_as_a) \
  X(i32_xor_pk_s, i32_shr_u_ss_a, i32_xor_qa_a) \
  X(i32_xor_pk_a, i32_add_ak_a, i32_xor_ak_a) \
  X(i32_xor_qa_a, i32_and_ak_a, select_integer_sp_p) \
  X(i32_xor_qa_a, i32_and_ak_a, select_integer_sq_q) \
  X(i32_xor_qa_a, i32_rotl_ak_q, i32_add_qs_s) \
  X(i32_xor_qk_s, i32_add_sk_a, i32_shr_u_sa_a) \
  X(i32_xor_qk_s, i32_add_qk_a, i32_and_as_a) \
  X(i32_xor_qk_s, i32_shr_u_ss_a, i32_xor_pa_a) \
  X(i64_add_ss_s, i32_add_sk_s, copy_sn_n) \
  X(i64_add_as_s, i64_load_sn_a, i64_add_as_s) \
  X(i64_add_as_s, i64_lt_u_ss_a, i64_extend_i32_u_an_a) \
  X(i64_add_as_s, i64_extend_i32_u_sn_s, i64_extend_i32_u_sn_s) \
  X(i64_add_as_s, i64_extend_i32_u_sn_s, i64_mul_ss_a) \
  X(i64_add_as_s, i64_extend_i32_u_sn_s, i64_mul_as_s) \
  X(i64_add_as_s, i64_or_pk_a, i64_clz_an_a) \
  X(i64_add_as_s, i64_xor_as_a, i64_rotl_ak_s) \
  X(i64_add_as_s, i64_xor_pa_a, i64_rotl_ak_p) \
  X(i64_add_as_s, i64_xor_qa_a, i64_rotl_ak_q) \
  X(i64_add_as_s, i64_shr_u_sk_s, i64_mul_as_a) \
  X(i64_add_as_s, i64_shr_u_sk_s, i64_shr_u_sk_s) \
  X(i64_add_as_s, i64_shr_u_ak_a, i64_add_as_s) \
  X(i64_add_as_s, i64_shr_u_ak_a, i64_add_as_a) \
  X(i64_add_as_s, indexed_i64_load_sk_a, i64_add_as_s) \
  X(i64_add_as_s, long_i64_load_qn_a, i64_add_as_s) \
  X(i64_add_as_s, long_i64_load_qn_a, pin_an_q) \
  X(i64_add_as_a, i64_store_sa_n, return_nn_n) \
  X(i64_add_as_a, i64_store_sa_n, i64_shl_sk_s) \
  X(i64_add_as_q, i64_xor_qs_s, i64_rotl_ak_s) \
  X(i64_add_ak_a, i64_mul_as_a, i64_rem_u_ak_s) \
  X(i64_add_pa_p, i64_extend_i32_u_sn_s, i64_div_u_pa_a) \
  X(i64_add_qs_s, i64_xor_as_a, i64_rotl_ak_s) \
  X(i64_mul_ss_s, i64_mul_ss_a, i64_add_as_s) \
  X(i64_mul_ss_a, i64_add_as_s, i64_lt_u_ss_a) \
  X(i64_mul_ss_a, i64_add_as_s, i64_extend_i32_u_sn_s) \
  X(i64_mul_ss_a, i64_add_as_s, i64_shr_u_sk_s) \
  X(i64_mul_ss_a, i64_add_as_s, i64_shr_u_ak_a) \
  X(i64_mul_as_s, i64_shr_u_ak_s, i64_mul_ss_a) \
  X(i64_mul_as_a, i64_add_as_s, i64_extend_i32_u_sn_s) \
  X(i64_mul_as_a, i64_add_as_s, i64_shr_u_ak_a) \
  X(i64_mul_as_a, i64_rem_u_ak_s, i64_xor_qs_s) \
  X(i64_mul_sk_s, long_i64_load_qn_a, i64_add_as_s) \
  X(i64_mul_sk_s, long_i64_load_qn_a, pin_an_q) \
  X(i64_mul_ak_a, i64_add_pa_p, i64_extend_i32_u_sn_s) \
  X(i64_mul_ak_p, i64_rem_u_pk_a, i64_add_ak_a) \
  X(i64_mul_ps_a, i64_sub_sa_a, i32_store_qa_n) \
  X(i64_mul_qk_a, i64_rotl_ak_a, i64_mul_ak_p) \
  X(i64_or_as_a, i64_store_sa_n, return_nn_n) \
  X(i64_or_as_a, i64_store_sa_n, i64_shl_sk_s) \
  X(i64_or_pk_a, i64_clz_an_a, i64_add_as_a) \
  X(i64_xor_ss_p, i64_shl_qk_a, i64_xor_pa_s) \
  X(i64_xor_as_s, i64_lt_s_pa_a, select_integer_sk_s) \
  X(i64_xor_as_s, i64_xor_ss_p, i64_shl_qk_a) \
  X(i64_xor_as_s, i64_xor_as_s, i64_xor_as_s) \
  X(i64_xor_as_s, i64_xor_sk_a, i64_and_as_a) \
  X(i64_xor_as_a, i64_rotl_ak_s, i64_add_as_s) \
  X(i64_xor_as_a, i64_rotl_ak_s, i64_add_as_a) \
  X(i64_xor_sk_a, i64_and_as_a, i64_xor_as_s) \
  X(i64_xor_ak_a, i64_and_as_s, i64_xor_ss_a) \
  X(i64_xor_pa_s, i64_rotl_sk_s, i64_xor_pq_q) \
  X(i64_xor_pq_q, copy_sn_n, i32_add_sk_s) \
  X(i32_sub_ak_s, set_global_an_n, return_value_sn_n) \
  X(i32_shl_sk_a, i32_add_as_p, copy_sn_n) \
  X(i32_shl_sk_a, i32_add_as_q, copy_sn_n) \
  X(i32_shl_sk_a, i32_add_ak_s, i32_load_an_a) \
  X(i32_shl_sk_a, indexed_f64_load_ak_s, i32_shl_qk_a) \
  X(i32_shl_sk_a, indexed_f64_store_as_p, unpin_qn_s) \
  X(i32_shl_sk_a, indexed_f64_store_ak_p, unpin_pn_s) \
  X(i32_shl_ak_s, i32_or_as_a, i32_shr_u_ak_a) \
  X(i32_shl_ak_a, indexed_i32_load_ak_s, i32_shr_u_pk_a) \
  X(i32_shl_pk_a, indexed_f64_load_as_s, i32_or_pk_p) \
  X(i32_shl_pk_a, indexed_f64_load_as_a, f64_gt_as_a) \
  X(i32_shl_pk_a, indexed_f64_load_ak_p, f64_le_pq_a) \
  X(i32_shl_pk_q, i32_or_qk_s, branch_if_i32_lt_u_as_b) \
  X(i32_shl_qk_a, indexed_f64_load_as_p, branch_if_f64_gt_pq_f) \
  X(i32_shl_qk_a, indexed_f64_load_ak_a, f64_gt_as_a) \
  X(i32_shr_u_ss_a, i32_xor_pa_a, i32_and_ak_a) \
  X(i32_shr_u_ss_a, i32_xor_qa_a, i32_and_ak_a) \
  X(i32_shr_u_sa_a, i32_xor_pa_a, i32_and_ak_a) \
  X(i32_shr_u_sa_a, i32_xor_qa_a, i32_and_ak_a) \
  X(i32_shr_u_sk_a, i32_and_ak_a, i32_add_ak_a) \
  X(i32_shr_u_sk_a, i32_xor_as_a, return_value_an_n) \
  X(i32_shr_u_sk_a, i32_xor_as_a, i32_and_ak_a) \
  X(i32_shr_u_ak_s, i32_add_pk_a, i32_and_as_a) \
  X(i32_shr_u_ak_a, i32_and_ak_s, i32_xor_ak_s) \
  X(i32_shr_u_ak_a, i32_and_ak_a, indexed_i32_load8_u_ak_a) \
  X(i32_shr_u_pk_a, i32_and_ak_q, i32_xor_qk_s) \
  X(i32_shr_u_pk_a, i32_xor_as_p, i32_add_qk_q) \
  X(i32_shr_u_pk_a, i32_xor_as_p, i32_xor_ps_a) \
  X(i32_shr_u_qk_a, i32_and_ak_p, i32_xor_pk_s) \
  X(i64_sub_sa_a, i32_store_qa_n, i32_add_qk_q) \
  X(i64_shl_sk_s, i64_extend_i32_u_sn_a, i64_or_as_a) \
  X(i64_shl_ak_s, i64_shr_u_sk_a, i64_or_as_a) \
  X(i64_shl_qk_a, i64_xor_pa_s, i64_rotl_sk_s) \
  X(i64_shr_u_sk_s, i64_mul_as_a, i64_add_as_s) \
  X(i64_shr_u_sk_s, i64_shr_u_sk_s, i64_mul_as_a) \
  X(i64_shr_u_sk_s, i64_shr_u_sk_s, i64_shr_u_sk_s) \
  X(i64_shr_u_ak_s, i64_mul_ss_a, i64_add_as_s) \
  X(i64_shr_u_ak_a, i64_add_as_s, i64_extend_i32_u_sn_s) \
  X(i64_shr_u_ak_a, i64_add_as_s, i64_shr_u_ak_a) \
  X(i64_shr_u_ak_a, i64_add_as_a, i64_store_sa_n) \
  X(i32_rotl_ak_s, i32_add_as_s, i32_add_ss_s) \
  X(i32_rotl_ak_s, i32_add_as_s, i32_add_as_s) \
  X(i32_rotl_ak_s, i32_add_as_s, i32_xor_as_a) \
  X(i32_rotl_ak_s, i32_add_as_s, i32_xor_pa_a) \
  X(i32_rotl_ak_s, i32_add_as_s, i32_xor_qa_a) \
  X(i32_rotl_ak_a, i32_xor_as_s, i32_add_as_a) \
  X(i32_rotl_ak_p, i32_add_ps_s, i32_xor_as_a) \
  X(i32_rotl_ak_q, i32_add_qs_s, i32_xor_as_a) \
  X(i64_rotl_sk_s, i64_load_sn_s, i32_shr_u_sk_a) \
  X(i64_rotl_sk_s, i64_xor_pq_q, copy_sn_n) \
  X(i64_rotl_ak_s, i64_add_as_s, i64_xor_as_a) \
  X(i64_rotl_ak_s, i64_add_as_s, i64_xor_pa_a) \
  X(i64_rotl_ak_s, i64_add_as_a, i64_add_as_s) \
  X(i64_rotl_ak_s, i64_rotl_pk_a, i64_xor_as_p) \
  X(i64_rotl_ak_a, i64_mul_ak_p, i64_rem_u_pk_a) \
  X(f32_add_sa_s, f32_abs_an_a, branch_if_f32_gt_ak_f) \
  X(f32_add_sa_a, f32_add_sa_a, f32_add_sa_a) \
  X(f32_sub_sa_s, f32_sub_ka_a, f32_mul_sa_s) \
  X(f32_mul_ss_a, f32_add_sa_s, f32_abs_an_a) \
  X(f32_mul_sa_s, f32_neg_an_s, i32_trunc_f32_s_sn_a) \
  X(f32_mul_sa_s, f32_mul_ka_a, f32_add_ak_a) \
  X(f32_mul_sa_a, f32_add_sa_s, i32_load_sn_a) \
  X(f32_mul_sk_s, f32_floor_an_s, f32_sub_sa_s) \
  X(f32_mul_sk_s, indexed_f32_load_pk_a, f32_mul_ak_s) \
  X(f32_mul_ak_s, indexed_f32_load_pk_a, f32_mul_ak_s) \
  X(f32_mul_ka_a, f32_add_ak_a, f32_mul_sa_s) \
  X(f64_add_sa_a, f64_add_sa_a, f64_add_sa_a) \
  X(f64_add_sa_a, f64_add_sa_p, i32_add_pk_p) \
  X(f64_add_sa_p, i32_add_pk_p, i32_add_sk_s) \
  X(f64_add_as_p, i32_add_pk_p, branch_if_i32_ne_pq_b) \
  X(f64_add_as_q, f64_sub_ss_a, f64_add_as_p) \
  X(f64_add_pp_a, f64_mul_aq_a, f64_add_as_q) \
  X(f64_sub_ss_s, f64_mul_as_s, f64_sub_ss_s) \
  X(f64_sub_ss_s, f64_mul_as_a, f64_add_sa_s) \
  X(f64_sub_ss_a, f64_add_as_p, i32_add_pk_p) \
  X(f64_mul_sa_s, indexed_f64_load_qk_s, f64_load_pn_a) \
  X(f64_mul_sa_s, indexed_f64_load_qk_s, indexed_f64_load_pk_a) \
  X(f64_mul_sa_a, f64_add_ap_a, f64_add_sa_a) \
  X(f64_mul_sa_a, f64_div_ka_s, f64_mul_sa_s) \
  X(f64_mul_aq_a, f64_add_as_q, f64_sub_ss_a) \
  X(f64_mul_pp_s, f64_add_sa_a, branch_unless_f64_gt_ak_f) \
  X(f64_mul_qq_s, f64_mul_pp_s, f64_add_sa_a) \
  X(f32_div_as_s, f32_store_as_n, i32_load_sn_a) \
  X(i32_rem_u_ak_a, i32_mul_ak_a, i32_add_ak_a) \
  X(i32_rem_u_ak_a, pin_an_q, i32_add_pk_p) \
  X(i64_div_u_ss_s, i64_rem_u_ss_s, copy_pair_sn_n) \
  X(i64_div_u_pa_a, unpin_pn_s, pin_an_p) \
  X(i64_rem_u_ak_s, i64_xor_qs_s, i64_xor_as_s) \
  X(i64_rem_u_pk_a, i64_add_ak_a, i64_mul_as_a) \
  X(copy_pair_sn_n, copy_sn_n, branch_nn_b) \
  X(copy_pair_sn_n, copy_sn_n, call_nn_n) \
  X(copy_pair_sn_n, copy_sn_n, i32_add_sk_s) \
  X(select_integer_ss_s, i32_store_sa_n, i32_load_an_s) \
  X(select_integer_ss_s, i32_shr_u_ak_a, i32_and_ak_s) \
  X(select_integer_sp_p, i32_gt_u_pq_a, select_integer_qp_q) \
  X(select_integer_sp_p, i32_shr_u_pk_a, i32_and_ak_q) \
  X(select_integer_sq_q, i32_add_sk_s, branch_if_i32_ne_ak_b) \
  X(select_integer_sq_q, i32_shr_u_qk_a, i32_and_ak_p) \
  X(select_integer_qp_q, i32_store_sq_n, i32_add_sk_s) \
  X(select_integer_sk_s, unpin_pn_s, i64_popcnt_sn_a) \
  X(indexed_i32_load_sk_a, copy_sn_n, branch_if_i32_an_b) \
  X(indexed_i32_load_sk_a, copy_sn_n, call_indirect_an_n) \
  X(indexed_i32_load_sk_a, copy_sn_n, i32_add_sk_s) \
  X(indexed_i32_load_ak_s, i32_shr_u_pk_a, i32_xor_as_p) \
  X(indexed_i32_load_ps_s, i32_load_qn_a, i32_mul_as_a) \
  X(indexed_i32_load_pk_s, indexed_i32_load_pk_a, i32_add_as_a) \
  X(indexed_i32_load_pk_a, i32_add_as_a, indexed_i32_store_pk_a) \
  X(indexed_i64_load_sk_s, indexed_i64_load_sk_a, i64_add_as_s) \
  X(indexed_f32_load_pk_a, f32_mul_ak_s, indexed_f32_load_pk_a) \
  X(indexed_f64_load_as_s, i32_or_pk_p, i32_shl_pk_a) \
  X(indexed_f64_load_as_a, f64_gt_as_a, branch_unless_i32_an_f) \
  X(indexed_f64_load_ak_s, i32_shl_qk_a, indexed_f64_load_ak_a) \
  X(indexed_f64_load_ak_a, f64_gt_as_a, branch_unless_i32_an_f) \
  X(indexed_f64_load_ak_p, f64_le_pq_a, branch_unless_i32_an_f) \
  X(indexed_f64_load_pk_a, f64_mul_sa_s, indexed_f64_load_qk_s) \
  X(indexed_f64_load_qk_s, f64_load_pn_a, f64_mul_sa_a) \
  X(indexed_f64_load_qk_s, indexed_f64_load_pk_a, f64_mul_sa_s) \
  X(indexed_i32_load8_u_sk_a, i32_ne_as_a, i32_add_as_p) \
  X(indexed_i32_load8_u_ak_a, i32_shl_ak_s, i32_or_as_a) \
  X(indexed_i32_load8_u_pk_s, select_integer_qs_s, i32_add_pk_s) \
  X(indexed_i32_load8_u_pk_s, indexed_i32_load8_u_pk_a, branch_if_i32_eq_as_f) \
  X(indexed_i32_load8_u_pk_p, unpin_pn_s, select_sn_n) \
  X(indexed_i32_load8_u_qk_s, indexed_i32_load8_u_qk_a, i32_xor_pa_a) \
  X(indexed_i32_load8_u_qk_a, i32_xor_pa_a, i32_and_ak_a) \
  X(indexed_i32_load8_u_pa_a, i32_and_ak_a, branch_if_i32_an_f) \
  X(indexed_i32_load16_s_pk_s, indexed_i32_load16_s_qk_a, i32_mul_as_s) \
  X(indexed_i32_load16_s_qk_a, i32_mul_as_s, indexed_i32_load16_s_pk_s) \
  X(indexed_i32_store_pk_a, i32_add_pk_p, branch_if_i32_pn_b) \
  X(indexed_i32_store_pk_a, indexed_i32_load_pk_s, indexed_i32_load_pk_a) \
  X(indexed_f64_store_as_p, unpin_qn_s, i32_shl_qk_p) \
  X(indexed_f64_store_ak_p, unpin_pn_s, i32_shl_pk_q) \
  X(indexed_i32_store8_pk_s, i32_add_ps_p, branch_if_i32_lt_u_pk_b) \
  X(indexed_i32_store8_pk_s, i32_add_pq_p, branch_if_i32_lt_u_pk_b) \
  X(indexed_i32_store8_pk_a, i32_add_sk_s, branch_if_i32_ne_as_b) \
  X(indexed_i32_store8_pk_a, i32_add_qk_a, indexed_i32_store8_pk_a) \
  X(long_i64_load_qn_a, i64_add_as_s, long_i64_load_qn_a) \
  X(long_i64_load_qn_a, pin_an_q, i64_sub_pk_p) \
  X(pin_sn_p, i32_add_pk_s, i32_load_pn_a) \
  X(pin_sn_q, i32_eqz_sn_a, i32_add_as_s) \
  X(pin_sn_q, unpin_qn_s, unpin_pn_s) \
  X(pin_an_p, i64_mul_ps_a, i64_sub_sa_a) \
  X(pin_an_q, i32_add_pk_p, branch_if_i32_pn_b) \
  X(pin_an_q, i64_sub_pk_p, branch_if_i64_ne_pk_b) \
  X(pin_kn_p, i32_load_qn_a, branch_table_an_n) \
  X(pin_kn_q, i32_add_pk_s, i32_load_an_a) \
  X(unpin_pn_s, select_sn_n, pin_sn_q) \
  X(unpin_pn_s, far_i32_store8_ss_n, i32_mul_sk_a) \
  X(unpin_pn_s, i64_popcnt_sn_a, i64_add_as_s) \
  X(unpin_pn_s, i32_shl_pk_q, i32_or_qk_s) \
  X(unpin_pn_s, pin_an_p, i64_mul_ps_a) \
  X(unpin_pn_s, unpin_qn_s, branch_nn_f) \
  X(unpin_qn_s, i32_shl_qk_p, branch_if_i32_le_s_ps_b) \
  X(unpin_qn_s, unpin_pn_s, branch_nn_f) \
  X(unpin_qn_s, unpin_pn_s, far_i32_store8_ss_n) \
  X(i8x16_shuffle_as_a, v128_xor_as_s, i32x4_shl_ak_s) \
  X(v128_and_as_a, i64x2_mul_sa_a, i64x2_add_sa_s) \
  X(v128_or_sa_s, i32x4_add_sa_s, v128_xor_as_s) \
  X(v128_or_sa_s, i32x4_add_sa_s, i32x4_add_as_s) \
  X(v128_or_sa_s, i32x4_add_as_s, v128_xor_as_s) \
  X(v128_xor_ss_s, i32x4_shl_ak_s, i32x4_shr_u_sk_a) \
  X(v128_xor_sa_s, i32x4_shl_ak_s, i32x4_shr_u_sk_a) \
  X(v128_xor_as_s, i32x4_shl_ak_s, i32x4_shr_u_sk_a) \
  X(i32x4_add_sa_s, v128_xor_as_s, i32x4_shl_ak_s) \
  X(i32x4_add_as_s, v128_xor_as_s, i32x4_shl_ak_s) \
  X(i32x4_add_as_s, indexed_v128_load_pk_a, i32x4_dot_i16x8_s_sa_a) \
  X(i32x4_dot_i16x8_s_sa_a, i32x4_add_as_s, indexed_v128_load_pk_a) \
  X(f32x4_add_sa_s, i32_add_pk_p, i32_add_qk_q) \
  X(f32x4_add_sa_s, i32_add_qk_q, i32_add_pk_p) \
  X(f32x4_add_sa_s, indexed_v128_load_pk_s, indexed_v128_load32_splat_sk_a) \
  X(f32x4_add_sa_s, indexed_v128_load_qk_s, indexed_v128_load32_splat_pk_a) \
  X(f32x4_mul_sa_a, f32x4_add_sa_s, i32_add_pk_p) \
  X(f32x4_mul_sa_a, f32x4_add_sa_s, i32_add_qk_q) \
  X(f32x4_mul_sa_a, f32x4_add_sa_s, indexed_v128_load_pk_s) \
  X(f32x4_mul_sa_a, f32x4_add_sa_s, indexed_v128_load_qk_s) \
  X(f32x4_relaxed_madd_as_a, f32x4_relaxed_madd_sa_s, i32_add_pk_p) \
  X(f32x4_relaxed_madd_sa_s, i32_add_pk_p, i32_add_qk_q) \
  X(i32x4_shl_ak_s, i32x4_shr_u_sk_a, v128_or_sa_s) \
  X(i32x4_shr_u_sk_a, v128_or_sa_s, i32x4_add_sa_s) \
  X(i32x4_shr_u_sk_a, v128_or_sa_s, i32x4_add_as_s) \
  X(i64x2_shl_sk_a, v128_and_as_a, i64x2_mul_sa_a) \
  X(i64x2_shl_ak_s, i64x2_shr_u_sk_a, v128_or_sa_s) \
  X(i32x4_extract_lane_sn_a, i32_shl_ak_a, i32_add_as_s) \
  X(v128_load_pn_s, i32_add_qs_s, v128_load32_splat_an_a) \
  X(v128_load_pn_a, f32x4_relaxed_madd_as_a, f32x4_relaxed_madd_sa_s) \
  X(v128_load_qn_s, indexed_v128_load32_splat_pk_a, f32x4_mul_sa_a) \
  X(v128_load32_splat_an_s, v128_load_pn_a, f32x4_relaxed_madd_as_a) \
  X(v128_load32_splat_an_a, f32x4_mul_sa_a, f32x4_add_sa_s) \
  X(indexed_v128_load_pk_s, v128_load32_splat_an_s, v128_load_pn_a) \
  X(indexed_v128_load_pk_s, indexed_v128_load32_splat_sk_a, f32x4_mul_sa_a) \
  X(indexed_v128_load_pk_a, i32x4_dot_i16x8_s_sa_a, i32x4_add_as_s) \
  X(indexed_v128_load_qk_s, indexed_v128_load32_splat_pk_a, f32x4_mul_sa_a) \
  X(indexed_v128_load32_splat_sk_s, indexed_v128_load_pk_s, v128_load32_splat_an_s) \
  X(indexed_v128_load32_splat_sk_a, f32x4_mul_sa_a, f32x4_add_sa_s) \
  X(indexed_v128_load32_splat_pk_a, f32x4_mul_sa_a, f32x4_add_sa_s)

/// Expands X(first, second) and Y(first, second, third) for every sequence.
#define FUSED_SEQUENCES(X, Y) FUSED_PAIRS(X) FUSED_TRIPLES(Y)

#define FUSED_COUNT(...) +1
enum {
  fused_pair_count = 0 FUSED_PAIRS(FUSED_COUNT),
  fused_sequence_count = 0 FUSED_SEQUENCES(FUSED_COUNT, FUSED_COUNT)
};

typedef struct FusedSequence {
  /// How many instructions it has: 2 or 3.
  uint32_t length;
  Handler handlers[3];
} FusedSequence;

/// The sequence with a number below `fused_sequence_count`.
FusedSequence fused_sequence(uint32_t number);

/// The number of the longest sequence that begins with these instructions, or -1.
int32_t fused_sequence_at(Handler first, Handler second, Handler third);

#endif
