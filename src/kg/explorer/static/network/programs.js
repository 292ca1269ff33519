/**
 * The data of nodes and lines for the graphics card: one program draws every shape of node, one every look of line, so
 * that shape, pattern and ends are the same as in the small drawing. Lengths are in pixels of the screen. Where sigma.js was not
 * loaded, for want of WebGL, there are none.
 */
import { scene } from '../model/index.js';
import { colours } from '../page/theme.js';

function makePrograms() {
  const { NodeProgram, EdgeProgram } = Sigma.rendering;
  const { floatColor } = Sigma.utils;
  const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
  const SHAPES = ['dot', 'square', 'diamond', 'triangle', 'triangleDown', 'hexagon', 'star'];
  /** So many lines are clear at the smallest size that nodes and lines are drawn in. */
  const CLEAR = 6000;
  const SMALLEST = 0.16;
  /** Ends of lines are drawn where nodes have more than this share of their size. */
  const NEAR = 0.3;
  const ENDS = ['none', 'arrow', 'bar', 'circle'];

  /** The vertices of a node's triangle, and of a line's two. */
  const ANGLES = [[0], [(2 * Math.PI) / 3], [(4 * Math.PI) / 3]];
  const CORNERS = [[0, 1], [0, -1], [1, 1], [1, 1], [0, -1], [1, -1]];

  /**
   * Write the values of an item for each of its vertices, followed by those of the vertex. Instances would need a fraction
   * of the room, but graphics in software draw them one by one, which takes several times as long.
   */
  function repeat(array, start, values, vertices) {
    let place = start;
    for (const own of vertices) {
      array.set(values, place);
      array.set(own, place + values.length);
      place += values.length + own.length;
    }
  }

  const NODE_VERTEX = `
    attribute vec4 a_id;
    attribute vec4 a_color;
    attribute vec2 a_position;
    attribute float a_size;
    attribute float a_shape;
    attribute float a_angle;
    uniform mat3 u_matrix;
    uniform float u_sizeRatio;
    uniform float u_correctionRatio;
    varying vec4 v_color;
    varying vec2 v_point;
    varying float v_radius;
    varying float v_shape;
    const float ROOM = 1.35;
    void main() {
      // A triangle around the circle of ROOM times the node's radius.
      vec2 corner = 2.0 * ROOM * vec2(cos(a_angle), sin(a_angle));
      v_radius = a_size / u_sizeRatio;
      v_point = corner;
      v_shape = a_shape;
      vec2 place = a_position + corner * v_radius * 2.0 * u_correctionRatio;
      gl_Position = vec4((u_matrix * vec3(place, 1)).xy, 0, 1);
      #ifdef PICKING_MODE
      v_color = a_id;
      #else
      v_color = a_color;
      #endif
      v_color.a *= 255.0 / 254.0;
    }`;

  const NODE_FRAGMENT = `
    precision highp float;
    varying vec4 v_color;
    varying vec2 v_point;
    varying float v_radius;
    varying float v_shape;
    uniform vec4 u_outline;
    float star(vec2 p) {
      vec2 k = vec2(0.809016994, -0.587785252);
      p.x = abs(p.x);
      p -= 2.0 * max(dot(k, p), 0.0) * k;
      p -= 2.0 * max(dot(vec2(-k.x, k.y), p), 0.0) * vec2(-k.x, k.y);
      p.x = abs(p.x);
      p.y -= 1.3;
      vec2 side = 0.45 * vec2(-k.y, k.x) - vec2(0.0, 1.0);
      float along = clamp(dot(p, side) / dot(side, side), 0.0, 1.3);
      return length(p - side * along) * sign(p.y * side.x - p.x * side.y);
    }
    float away(vec2 p) {
      vec2 q = abs(p);
      if (v_shape < 0.5) return length(p) - 1.0;
      if (v_shape < 1.5) return max(q.x, q.y) - 0.92;
      if (v_shape < 2.5) return (q.x + q.y - 1.25) * 0.7071;
      if (v_shape < 3.5) return max(-p.y, q.x * 0.866 + p.y * 0.5) - 0.64;
      if (v_shape < 4.5) return max(p.y, q.x * 0.866 - p.y * 0.5) - 0.64;
      if (v_shape < 5.5) return max(q.y, q.x * 0.866 + q.y * 0.5) - 0.92;
      return star(p);
    }
    void main() {
      float pixels = away(v_point) * v_radius;
      #ifdef PICKING_MODE
      gl_FragColor = pixels < 1.0 ? v_color : vec4(0.0);
      #else
      float inside = clamp(0.5 - pixels, 0.0, 1.0);
      float rim = v_radius > 3.0 ? clamp(pixels + 1.7, 0.0, 1.0) : 0.0;
      vec3 colour = mix(v_color.rgb, u_outline.rgb, rim);
      gl_FragColor = vec4(colour, 1.0) * inside * v_color.a;
      #endif
    }`;

  /** Nodes in the shapes of the legend, with an outline where they are large enough. */
  class Nodes extends NodeProgram {
    getDefinition() {
      return {
        VERTICES: 3, METHOD: TRIANGLES, VERTEX_SHADER_SOURCE: NODE_VERTEX, FRAGMENT_SHADER_SOURCE: NODE_FRAGMENT,
        UNIFORMS: ['u_matrix', 'u_sizeRatio', 'u_correctionRatio', 'u_outline'],
        ATTRIBUTES: [
          { name: 'a_position', size: 2, type: FLOAT },
          { name: 'a_size', size: 1, type: FLOAT },
          { name: 'a_shape', size: 1, type: FLOAT },
          { name: 'a_color', size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: 'a_id', size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: 'a_angle', size: 1, type: FLOAT },
        ],
      };
    }

    processVisibleItem(index, start, { x, y, size, shape, color }) {
      const values = [x, y, size, Math.max(0, SHAPES.indexOf(shape)), floatColor(color), index];
      repeat(this.array, start, values, ANGLES);
    }

    setUniforms({ matrix, sizeRatio, correctionRatio }, { gl, uniformLocations }) {
      gl.uniformMatrix3fv(uniformLocations.u_matrix, false, matrix);
      gl.uniform1f(uniformLocations.u_sizeRatio, sizeRatio);
      gl.uniform1f(uniformLocations.u_correctionRatio, correctionRatio);
      const [red, green, blue] = colours().outline.match(/\w\w/g).map((part) => parseInt(part, 16) / 255);
      gl.uniform4f(uniformLocations.u_outline, red, green, blue, 1);
    }
  }

  /** What both shaders of lines declare: the vertices pass it to the pixels. */
  const LINE_SHARED = `
    uniform bool u_near;
    varying vec4 v_color;
    varying vec4 v_look;
    varying vec2 v_radii;
    varying vec2 v_at;
    varying float v_length;
    varying float v_half;
    varying float v_head;`;

  const LINE_VERTEX = `
    attribute vec4 a_id;
    attribute vec4 a_color;
    attribute vec2 a_start;
    attribute vec2 a_end;
    attribute vec2 a_radii;
    attribute vec4 a_look;
    attribute float a_width;
    attribute float a_along;
    attribute float a_across;
    uniform mat3 u_matrix;
    uniform float u_sizeRatio;
    uniform float u_correctionRatio;
    uniform float u_minEdgeThickness;
    uniform float u_fade;
    ${LINE_SHARED}
    void main() {
      float grow = 1.0 / u_sizeRatio;
      float pixel = 2.0 * u_correctionRatio;
      vec2 way = a_end - a_start;
      float span = length(way);
      vec2 right = vec2(way.y, -way.x) / max(span, 1e-9);
      v_half = max(a_width * grow, u_minEdgeThickness) * 0.5;
      // Ends are drawn where they can be seen; elsewhere a line takes no more room than its width.
      v_head = u_near ? 6.5 * grow : 0.0;
      float room = max(v_half + 0.5, v_head);
      vec2 place = mix(a_start, a_end, a_along) + right * (a_across * room + a_look.y * grow) * pixel;
      gl_Position = vec4((u_matrix * vec3(place, 1)).xy, 0, 1);
      v_length = span / pixel;
      v_at = vec2(a_along * v_length, a_across * room);
      v_radii = a_radii * grow;
      v_look = a_look;
      v_color = a_color;
      v_color.a *= 255.0 / 254.0;
      // What is stressed stays as it is.
      if (v_color.a < 0.95) v_color.a *= u_fade;
    }`;

  const LINE_FRAGMENT = `
    precision highp float;
    ${LINE_SHARED}
    float sharp(float pixels) { return clamp(0.5 - pixels, 0.0, 1.0); }
    /** How much of a line's end covers a point: arrow, bar or circle. */
    float end(float kind, float from, float side) {
      if (kind < 0.5 || from < 0.0) return 0.0;
      if (kind < 1.5) return from < 1.7 * v_head ? sharp(abs(side) - from * 0.5) : 0.0;
      if (kind < 2.5) return from < 0.55 * v_head ? sharp(abs(side) - v_head) : 0.0;
      return sharp(length(vec2(from - 0.65 * v_head, side)) - 0.65 * v_head);
    }
    /** Whether a point lies on a stroke: solid, inferred, disputed, or both. */
    float stroke(float kind, float at) {
      if (kind < 0.5) return 1.0;
      if (kind < 1.5) return step(mod(at, 15.0), 9.0);
      if (kind < 2.5) return step(mod(at, 7.0), 2.0);
      float place = mod(at, 20.0);
      return place < 10.0 || (place > 14.0 && place < 16.0) ? 1.0 : 0.0;
    }
    void main() {
      float begun = v_at.x - v_radii.x;
      float cover = sharp(abs(v_at.y) - v_half);
      if (v_look.x > 0.5) cover *= stroke(v_look.x, begun);
      if (u_near) {
        float left = v_length - v_radii.y - v_at.x;
        cover *= step(0.0, begun) * step(0.0, left);
        cover = max(cover, max(end(v_look.z, left, v_at.y), end(v_look.w, begun, v_at.y)));
      }
      gl_FragColor = vec4(v_color.rgb, 1.0) * v_color.a * cover;
    }`;

  /** How much of their opacity lines keep, so that many over each other do not become one: all of it closer up. */
  const fade = (grow) => Math.max(0.12, Math.min(1, (CLEAR / scene.lines.size) * (grow / SMALLEST) ** 2));

  /** Lines with a pattern, set off to their right, and with a sign at either end. */
  class Lines extends EdgeProgram {
    getDefinition() {
      return {
        VERTICES: 6, METHOD: TRIANGLES, VERTEX_SHADER_SOURCE: LINE_VERTEX, FRAGMENT_SHADER_SOURCE: LINE_FRAGMENT,
        UNIFORMS: ['u_matrix', 'u_sizeRatio', 'u_correctionRatio', 'u_minEdgeThickness', 'u_fade', 'u_near'],
        ATTRIBUTES: [
          { name: 'a_start', size: 2, type: FLOAT },
          { name: 'a_end', size: 2, type: FLOAT },
          { name: 'a_radii', size: 2, type: FLOAT },
          { name: 'a_look', size: 4, type: FLOAT },
          { name: 'a_width', size: 1, type: FLOAT },
          { name: 'a_color', size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: 'a_id', size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: 'a_along', size: 1, type: FLOAT },
          { name: 'a_across', size: 1, type: FLOAT },
        ],
      };
    }

    processVisibleItem(index, start, source, target, { size, color, pattern, offset, head, tail }) {
      const values = [
        source.x, source.y, target.x, target.y, source.size, target.size,
        pattern, offset, ENDS.indexOf(head), ENDS.indexOf(tail), size, floatColor(color), index,
      ];
      repeat(this.array, start, values, CORNERS);
    }

    setUniforms({ matrix, sizeRatio, correctionRatio, minEdgeThickness }, { gl, uniformLocations }) {
      gl.uniformMatrix3fv(uniformLocations.u_matrix, false, matrix);
      gl.uniform1f(uniformLocations.u_sizeRatio, sizeRatio);
      gl.uniform1f(uniformLocations.u_correctionRatio, correctionRatio);
      gl.uniform1f(uniformLocations.u_minEdgeThickness, minEdgeThickness);
      gl.uniform1f(uniformLocations.u_fade, fade(1 / sizeRatio));
      gl.uniform1i(uniformLocations.u_near, Number(1 / sizeRatio > NEAR));
    }
  }

  return { Nodes, Lines, SMALLEST };
}

export const programs = typeof Sigma === 'undefined' ? null : makePrograms();

/** A colour with its opacity, as the programs take it. */
export const faint = (colour, opacity) => colour + Math.round(opacity * 255).toString(16).padStart(2, '0');

/** The stroke's place among those that the program for lines knows. */
export const pattern = ({ inferred, status }) => Number(inferred) + 2 * Number(status === 'disputed');
