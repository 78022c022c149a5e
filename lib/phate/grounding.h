/* PHATE's distances on the ground of the data. Between the connected components of an operator
 * potential distances are a constant of the method (PHATE_POTENTIAL_FLOOR), and inside a component
 * their unit is not that of the data. With D the potential distances and d the snapshots' own,
 *     inside a component c   D'_ij = M d_ij^L (f_c D_ij)^(1 - L),   f_c = sum d D / sum D^2
 *     between components     D'_ij = d_ij, or its length along the graph of nearest neighbours
 * f_c, over the pairs in c, is the scale of least squares; 1 where all D are 0. L = 0 keeps PHATE's
 * shape of each component, L = 1 is the data's; M draws all components larger. */
#ifndef PHATE_PHATE_GROUNDING_H
#define PHATE_PHATE_GROUNDING_H

#include "matrix/components.h"
#include "matrix/matrix.h"

#include <stdbool.h>

/* Where the distances between components come from. */
enum between {
    BETWEEN_DATA,     /* the snapshots' distances */
    BETWEEN_GEODESIC, /* their lengths along the graph of nearest neighbours, whose components are
                       * joined by a minimum spanning tree */
    BETWEEN_CONSTANT  /* the potential's floor, as in the reference */
};
extern const char *const grounding_between_names[]; /* NULL-terminated, in that order */

struct grounding {
    enum between between;
    double ground;     /* L, in [0, 1] */
    double magnify;    /* M > 0; 0: auto, the room that there is, but at least 1 */
    size_t neighbours; /* in the geodesics' graph each row has so many at least, or all others */
};
extern const struct grounding grounding_defaults; /* data, L 0, M 1, 5 neighbours */

struct grounding_facts {
    double magnify; /* the M that was used */
    double room;    /* the largest factor at which no component's median distance exceeds half the
                     * median distance to its nearest other component; INFINITY for one component,
                     * or where none has a size */
};

/* Whether the distances would stay as they are: of the constant, and of one component with L = 0.
 * Magnifying needs several components. */
bool grounding_is_void(const struct grounding *g, const struct components *c);

/* In place: the potential distances `distance` (n x n, symmetric, zero diagonal) become D'.
 * snapshots  n x n: d.
 * c          the operator's components, n rows.
 * Not to be called where it is void, nor for the constant with several components. Fails where d
 * is of another size, is not symmetric (to 1e-9), finite, not negative and zero on its diagonal,
 * all 0 where D is not, or so large that a sum overflows, and where memory is short. */
struct error *grounding_apply(struct matrix *distance, const struct matrix *snapshots,
                              const struct components *c, const struct grounding *g,
                              struct grounding_facts *facts) MUST_CHECK;

#endif
