/** What IEC 60870-5 application data are called. */

// biome-ignore format: a table
export const asduTypes: Readonly<Record<number, string>> = {
  1: 'M_SP_NA_1', 2: 'M_SP_TA_1', 3: 'M_DP_NA_1', 4: 'M_DP_TA_1', 5: 'M_ST_NA_1', 7: 'M_BO_NA_1', 9: 'M_ME_NA_1',
  10: 'M_ME_TA_1', 11: 'M_ME_NB_1', 12: 'M_ME_TB_1', 13: 'M_ME_NC_1', 14: 'M_ME_TC_1', 15: 'M_IT_NA_1',
  16: 'M_IT_TA_1', 20: 'M_PS_NA_1', 21: 'M_ME_ND_1', 30: 'M_SP_TB_1', 31: 'M_DP_TB_1', 32: 'M_ST_TB_1',
  33: 'M_BO_TB_1', 34: 'M_ME_TD_1', 35: 'M_ME_TE_1', 36: 'M_ME_TF_1', 37: 'M_IT_TB_1', 45: 'C_SC_NA_1',
  46: 'C_DC_NA_1', 47: 'C_RC_NA_1', 48: 'C_SE_NA_1', 49: 'C_SE_NB_1', 50: 'C_SE_NC_1', 51: 'C_BO_NA_1',
  58: 'C_SC_TA_1', 59: 'C_DC_TA_1', 70: 'M_EI_NA_1', 100: 'C_IC_NA_1', 101: 'C_CI_NA_1', 102: 'C_RD_NA_1',
  103: 'C_CS_NA_1', 104: 'C_TS_NA_1', 105: 'C_RP_NA_1', 106: 'C_CD_NA_1', 107: 'C_TS_TA_1', 110: 'P_ME_NA_1',
  120: 'F_FR_NA_1', 121: 'F_SR_NA_1', 122: 'F_SC_NA_1', 123: 'F_LS_NA_1', 124: 'F_AF_NA_1', 125: 'F_SG_NA_1',
};

// biome-ignore format: a table
export const asduCauses: Readonly<Record<number, string>> = {
  1: 'Per/Cyc', 2: 'Back', 3: 'Spont', 4: 'Init', 5: 'Req', 6: 'Act', 7: 'ActCon', 8: 'Deact', 9: 'DeactCon',
  10: 'ActTerm', 11: 'Retrem', 12: 'Retloc', 13: 'File', 20: 'Inrogen', 44: 'Unknown type', 45: 'Unknown cause',
  46: 'Unknown common address', 47: 'Unknown object address',
};
